import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { deriveResult } from '../../call/call-result.ts';
import { CallRecord, CallSummary } from '../../protocol/call-record.ts';
import type { AppDeps } from '../app-deps.ts';
import type { DerivedCall } from '../derive-call.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { problem, refusals } from '../problem.ts';
import { deriveCalls, deriveOne, listEvents } from '../store/events.ts';
import { findSession, listSessions, type Cursor, type SessionRow } from '../store/sessions.ts';

const PAGE = 50;
const LARGEST_PAGE = 200;

/** One page of calls, newest first; `next` goes into `?before=` for the page after it. */
const CallPage = z.object({ calls: z.array(CallSummary), next: z.string().nullable() });

const Before = z
  .string()
  .transform((text) => text.split('~'))
  .pipe(z.tuple([z.iso.datetime(), z.uuid()], 'the `next` of an earlier page'))
  .transform(([at, session_id]): Cursor => ({ started_at: new Date(at), session_id }));

export function callRecordRoutes(app: OpenAPIHono, deps: AppDeps): void {
  listRoute(app, deps);
  recordRoute(app, deps);
}

function listRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/calls',
    summary: 'Calls, newest first',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    request: {
      query: z.object({
        limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE),
        before: Before.optional(),
      }),
    },
    responses: {
      200: {
        description: 'A page of calls',
        content: { 'application/json': { schema: CallPage } },
      },
      ...refusals('bad_request', 'unauthorized'),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, before } = c.req.valid('query');
    const page = await deps.store.run(async (db) => {
      const sessions = await listSessions(db, limit, before);
      const derived = await deriveCalls(db, sessions);
      const calls = sessions.flatMap((session) => {
        const facts = derived.get(session.session_id);
        return facts ? [summary(session, facts)] : [];
      });
      return { calls, next: sessions.length < limit ? null : cursorAfter(sessions.at(-1)) };
    });
    return c.json(page, 200);
  });
}

function recordRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/calls/{session_id}',
    summary: 'One call: what it came to, and its timeline',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    request: { params: z.object({ session_id: z.string() }) },
    responses: {
      200: {
        description: 'The call; its events in order of (epoch, seq)',
        content: { 'application/json': { schema: CallRecord } },
      },
      ...refusals('unauthorized', 'unknown_session'),
    },
  });
  app.openapi(route, async (c) => {
    const { session_id } = c.req.valid('param');
    const record = await deps.store.run(async (db): Promise<CallRecord | undefined> => {
      const session = await findSession(db, session_id);
      if (!session || session.epoch === 0) return undefined;
      const events = await listEvents(db, session_id);
      const derived = await deriveOne(db, session);
      const about = summary(session, derived);
      const result = deriveResult({ events, derived, started_at: about.started_at });
      return { ...about, result, events };
    });
    if (record) return c.json(record, 200);
    return problem(c, {
      refused: 'unknown_session',
      because: 'There is no such call, or no worker has opened it.',
    });
  });
}

function summary(session: SessionRow, derived: DerivedCall): CallSummary {
  return {
    session_id: session.session_id,
    room: session.room,
    channel: session.channel,
    workspace: session.workspace,
    epoch: session.epoch,
    started_at: (session.started_at ?? session.created_at).toISOString(),
    ended_at: derived.ended_at,
    disconnected_by: derived.disconnected_by,
    path: derived.path,
  };
}

function cursorAfter(session: SessionRow | undefined): string | null {
  if (!session?.started_at) return null;
  return `${session.started_at.toISOString()}~${session.session_id}`;
}
