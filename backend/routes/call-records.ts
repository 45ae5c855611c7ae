import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { deriveResult } from '../../call/call-result.ts';
import { CHANNELS } from '../../protocol/names.ts';
import { CallRecord, CallSummary } from '../../protocol/call-record.ts';
import type { AppDeps } from '../app-deps.ts';
import { callSummary } from '../call-summary.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { problem, refusals } from '../problem.ts';
import { deriveCalls, deriveOne, listEvents, listSound } from '../store/events.ts';
import { findSession, listSessions, type Cursor, type SessionRow } from '../store/sessions.ts';

const PAGE = 50;
const LARGEST_PAGE = 200;
const LONGEST_QUESTION = 100;
const DAY_MS = 86_400_000;

/** One page of calls, newest first; `next` goes into `?before=` for the page after it. */
const CallPage = z.object({ calls: z.array(CallSummary), next: z.string().nullable() });

/** The store knows no year of five digits, and none before the first. */
const ofOurTimes = (text: string) => text >= '1900' && text < '3000';
const Day = z.iso.date().refine(ofOurTimes, 'a day of our times');
const Moment = z.iso.datetime().refine(ofOurTimes, 'a moment of our times');
/** A day by UTC, or a moment. */
const From = z.union([Day, Moment]).transform((text) => new Date(text));
/** A day by UTC with all of it, or the moment before which it was. */
const To = z.union([
  Day.transform((day) => new Date(new Date(day).getTime() + DAY_MS)),
  Moment.transform((text) => new Date(text)),
]);

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
    summary: 'Calls, newest first; with `q` those that it fits',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    request: {
      query: z.object({
        limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE),
        before: Before.optional(),
        /** A number, a character, an id, or words that were said. */
        q: z.string().trim().min(1).max(LONGEST_QUESTION).optional(),
        channel: z.enum(CHANNELS).optional(),
        /** When it began. */
        from: From.optional(),
        to: To.optional(),
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
    const { limit, before, q, channel, from, to } = c.req.valid('query');
    const wanted = { q, channel, from, to };
    const page = await deps.store.run(async (db) => {
      const sessions = await listSessions(db, limit, before, wanted);
      const derived = await deriveCalls(db, sessions);
      const calls = sessions.flatMap((session) => {
        const facts = derived.get(session.session_id);
        return facts ? [callSummary(session, facts)] : [];
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
        description: 'The call; its events in the order in which they are told',
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
      const about = callSummary(session, derived);
      const result = deriveResult({ events, derived, started_at: about.started_at });
      return { ...about, result, events, sound: await listSound(db, session_id) };
    });
    if (record) return c.json(record, 200);
    return problem(c, {
      refused: 'unknown_session',
      because: 'There is no such call, or no worker has opened it.',
    });
  });
}

function cursorAfter(session: SessionRow | undefined): string | null {
  if (!session?.started_at) return null;
  return `${session.started_at.toISOString()}~${session.session_id}`;
}
