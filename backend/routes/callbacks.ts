import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { Callback, CALLBACK_STATES, type CallbackRequest } from '../../protocol/callback.ts';
import type { AppDeps } from '../app-deps.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import {
  change,
  keptIn,
  listCallbacks,
  listRequests,
  type CallbackCursor,
  type CallbackRow,
  type Change,
  type RequestRow,
} from '../store/callbacks.ts';
import type { Db } from '../store/store.ts';

const PAGE = 50;
const LARGEST_PAGE = 200;

/** One page of callbacks, newest first; `next` goes into `?before=` for the page after it. */
const CallbackPage = z.object({ callbacks: z.array(Callback), next: z.string().nullable() });

const Before = z
  .string()
  .transform((text) => text.split('~'))
  .pipe(z.tuple([z.iso.datetime(), z.uuid()], 'the `next` of an earlier page'))
  .transform(([at, callback_id]): CallbackCursor => ({ created_at: new Date(at), callback_id }));

const one = { 'application/json': { schema: Callback } };
const params = z.object({ callback_id: z.uuid() });

/** Calls that callers have asked for, as an operator sees and steers them. */
export function callbackRoutes(app: OpenAPIHono, deps: AppDeps): void {
  listRoute(app, deps);
  changeRoute(app, deps, {
    verb: 'cancel',
    summary: 'A callback that waits is not placed any more',
    description: 'It is cancelled',
    set: () => ({ state: 'cancelled' }),
  });
  changeRoute(app, deps, {
    verb: 'now',
    summary: 'A callback that waits is placed at once, whatever the hours',
    description: 'It is due',
    set: (now) => ({ due_at: now, any_hour: true }),
  });
}

function listRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/callbacks',
    summary: 'Callbacks, newest first',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    request: {
      query: z.object({
        limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE),
        state: z.enum(CALLBACK_STATES).optional(),
        before: Before.optional(),
      }),
    },
    responses: {
      200: {
        description: 'A page of callbacks',
        content: { 'application/json': { schema: CallbackPage } },
      },
      ...refusals('bad_request', 'unauthorized'),
    },
  });
  app.openapi(route, async (c) => {
    const asked = c.req.valid('query');
    const page = await deps.store.run(async (db) => {
      const rows = await listCallbacks(db, asked);
      const last = rows.length < asked.limit ? undefined : rows.at(-1);
      const next = last ? `${last.created_at.toISOString()}~${last.callback_id}` : null;
      return { callbacks: await shown(db, rows), next };
    });
    return c.json(page, 200);
  });
}

interface Steering {
  verb: 'cancel' | 'now';
  summary: string;
  description: string;
  set: (now: Date) => Change['set'];
}

function changeRoute(app: OpenAPIHono, deps: AppDeps, steering: Steering): void {
  const { verb, summary, description, set } = steering;
  const route = createRoute({
    method: 'post',
    path: `/api/callbacks/{callback_id}/${verb}`,
    summary,
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    request: { params },
    responses: {
      200: { description, content: one },
      ...refusals('bad_request', 'unauthorized', 'unknown_callback', 'not_waiting'),
    },
  });
  app.openapi(route, async (c) => {
    const { callback_id } = c.req.valid('param');
    const now = deps.now();
    const changed = await deps.store.run((db) => changeWaiting(db, callback_id, set(now), now));
    if (isRefusal(changed)) return problem(c, changed);
    deps.callbacks?.wake();
    return c.json(changed, 200);
  });
}

async function changeWaiting(
  db: Db,
  callback_id: string,
  set: Change['set'],
  now: Date,
): Promise<Callback | Refusal> {
  const seen = await keptIn(db, callback_id);
  if (!seen) return { refused: 'unknown_callback', because: 'No caller asked for such a one.' };
  const waits = seen.state === 'waiting';
  const changed = waits ? await change(db, { seen, set }, now) : undefined;
  const [callback] = changed ? await shown(db, [changed]) : [];
  if (callback) return callback;
  const state = waits ? 'being placed' : seen.state;
  return { refused: 'not_waiting', because: `It is ${state}.` };
}

async function shown(db: Db, rows: readonly CallbackRow[]): Promise<Callback[]> {
  const requests = await listRequests(db, rows);
  return rows.map(({ asked_by: _asked_by, look_at: _look_at, ...row }) => ({
    ...row,
    due_at: row.due_at.toISOString(),
    asked_at: row.asked_at.toISOString(),
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
    requests: requests.filter((one) => one.kept_in === row.callback_id).map(request),
  }));
}

function request({ kept_in: _kept_in, ...row }: RequestRow): CallbackRequest {
  return {
    ...row,
    due_at: row.due_at.toISOString(),
    asked_at: row.asked_at.toISOString(),
  };
}
