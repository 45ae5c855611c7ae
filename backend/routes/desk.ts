import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { ofType } from '../../call/timeline.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import {
  DeskClaim,
  DeskEntry,
  DeskQueue,
  DeskReturnRequest,
  DeskTranscript,
  DutyRequest,
} from '../../protocol/desk.ts';
import { atMost } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { ownEvents } from '../own-event.ts';
import { deskQueue, shownEntry } from '../desk/shown-entry.ts';
import type { Actor } from '../operators/actor.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import { recordEvents } from '../record-events.ts';
import {
  claimEntry,
  type DeskRow,
  findEntry,
  openEntries,
  putBackInLine,
  setDuty,
  settleEntry,
} from '../store/desk.ts';
import { listEvents } from '../store/events.ts';
import { workerListens } from '../store/leases.ts';
import { findSession } from '../store/sessions.ts';
import type { Tx } from '../store/store.ts';

const LARGEST = 4 * 1024;
const params = z.object({ id: z.uuid() });
const entry = { 'application/json': { schema: DeskEntry } };
const queue = { 'application/json': { schema: DeskQueue } };

/** What people at the desk do: they see who waits, take a call, hand it back, or end it. */
export function deskRoutes(app: OpenAPIHono, deps: AppDeps): void {
  queueRoute(app, deps);
  dutyRoute(app, deps);
  claimRoute(app, deps);
  returnRoute(app, deps);
  completeRoute(app, deps);
  transcriptRoute(app, deps);
}

function queueRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/desk/queue',
    summary: 'Calls that wait or are in hand, oldest first, and who is on duty',
    security: byOperator,
    middleware: forRole(deps, 'agent'),
    responses: { 200: { description: 'The desk', content: queue }, ...refusals('unauthorized') },
  });
  app.openapi(route, async (c) => c.json(await shownQueue(deps), 200));
}

function dutyRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'put',
    path: '/api/desk/duty',
    summary: 'Whether I take calls; said anew while it holds',
    security: byOperator,
    // It is said every few seconds: not an act to be noted each time.
    middleware: [forRole(deps, 'agent', false), atMost(LARGEST)] as const,
    request: {
      body: { required: true, content: { 'application/json': { schema: DutyRequest } } },
    },
    responses: {
      200: { description: 'The desk', content: queue },
      ...refusals('bad_request', 'unauthorized'),
    },
  });
  app.openapi(route, async (c) => {
    const { on } = c.req.valid('json');
    await deps.store.run((db) => setDuty(db, c.get('actor').name, on, deps.now()));
    return c.json(await shownQueue(deps), 200);
  });
}

function claimRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/desk/{id}/claim',
    summary: "Takes a call: the way into the caller's room. Again for whoever has it already",
    security: byOperator,
    middleware: [forRole(deps, 'agent'), atMost(LARGEST)] as const,
    request: { params },
    responses: {
      200: {
        description: 'It is yours',
        content: { 'application/json': { schema: DeskClaim } },
      },
      ...refusals('unauthorized', 'unknown_entry', 'already_claimed', 'not_waiting'),
    },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const { name } = c.get('actor');
    const claimed = await changed(deps, id, async (tx, row, now) => {
      const mine = await claimEntry(tx, id, name, now);
      if (!mine) {
        const gone = row.settled_at !== null;
        return { refused: gone ? 'not_waiting' : 'already_claimed' };
      }
      const news = row.claimed_by !== name || row.state === 'waiting';
      const said = { type: 'desk_claimed', desk_id: id, by: name } as const;
      return news ? await ownEvents(tx, row.session_id, [said], now) : [];
    });
    if (isRefusal(claimed)) return problem(c, claimed);
    const room = await roomOf(deps, claimed);
    if (room === undefined) return problem(c, { refused: 'unknown_entry' });
    // One person at a time: also one whose page was loaded anew.
    await deps.livekit.clearDesk({ id, room }).catch(notTold(deps));
    const token = await deps.livekit.deskToken({ id, room });
    return c.json({ entry: claimed, url: deps.livekit.url, token }, 200);
  });
}

function returnRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/desk/{id}/return',
    summary: 'Hands a call back to the character that had it',
    security: byOperator,
    middleware: [forRole(deps, 'agent'), atMost(LARGEST)] as const,
    request: {
      params,
      body: { required: true, content: { 'application/json': { schema: DeskReturnRequest } } },
    },
    responses: {
      200: { description: 'It is handed back', content: entry },
      ...refusals('bad_request', 'unauthorized', 'unknown_entry', 'not_yours'),
    },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const note = c.req.valid('json').note ?? '';
    const { name: by, role } = c.get('actor');
    const returned = await changed(deps, id, async (tx, row, now) => {
      if (!isInHandOf(row, { name: by, role })) return { refused: 'not_yours' };
      // Whom nobody has talked to yet waits on.
      if (row.state === 'claimed') await putBackInLine(tx, id);
      else await settleEntry(tx, id, 'returned', now, note || null);
      const said = { type: 'desk_returned', desk_id: id, by, ...(note && { note }) } as const;
      // Nobody is there to say that the transfer stands no more, and another worker is to come.
      const told = row.state === 'claimed' || (await workerListens(tx, row.session_id));
      const undone = told ? [] : [handedBack(row)];
      return ownEvents(tx, row.session_id, [said, ...undone], now);
    });
    if (isRefusal(returned)) return problem(c, returned);
    const room = await roomOf(deps, returned);
    if (room !== undefined) await deps.livekit.clearDesk({ id, room }).catch(notTold(deps));
    return c.json(returned, 200);
  });
}

function completeRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/desk/{id}/complete',
    summary: 'Ends a call in hand, for the caller too',
    security: byOperator,
    middleware: [forRole(deps, 'agent'), atMost(LARGEST)] as const,
    request: { params },
    responses: {
      200: { description: 'It is over', content: entry },
      ...refusals('unauthorized', 'unknown_entry', 'not_yours'),
    },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const actor = c.get('actor');
    const done = await changed(deps, id, async (tx, row, now) => {
      if (!isInHandOf(row, actor)) return { refused: 'not_yours' };
      await settleEntry(tx, id, 'done', now);
      return [];
    });
    if (isRefusal(done)) return problem(c, done);
    const room = await roomOf(deps, done);
    // The worker, or the look at merged calls where there is none, stores the end of the call.
    if (room !== undefined) await deps.livekit.endRoom(room);
    return c.json(done, 200);
  });
}

function transcriptRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/desk/{id}/transcript',
    summary: 'What caller and characters have said in a call at the desk',
    security: byOperator,
    middleware: forRole(deps, 'agent'),
    request: { params },
    responses: {
      200: {
        description: 'In the order in which it was said',
        content: { 'application/json': { schema: DeskTranscript } },
      },
      ...refusals('unauthorized', 'unknown_entry'),
    },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const events = await deps.store.run(async (db) => {
      const row = await findEntry(db, id);
      // Who takes calls reads the calls at the desk, and no others.
      return row && row.settled_at === null ? listEvents(db, row.session_id) : undefined;
    });
    if (!events) return problem(c, { refused: 'unknown_entry' });
    const turns = ofType(events, 'turn').map(({ role, text, character, at }) => ({
      ...{ role, text, character, at },
    }));
    return c.json({ turns }, 200);
  });
}

type Change = (tx: Tx, row: DeskRow, now: Date) => Promise<readonly CallEvent[] | Refusal>;

/** Changes an entry together with what the record says of it, or not at all. */
async function changed(deps: AppDeps, id: string, change: Change): Promise<DeskEntry | Refusal> {
  const now = deps.now();
  const found = await deps.store.run((db) => findEntry(db, id));
  if (!found) return { refused: 'unknown_entry' };
  let refusal: Refusal | undefined;
  await recordEvents(deps, found.session_id, async (tx) => {
    const row = await findEntry(tx, id);
    const outcome: readonly CallEvent[] | Refusal = row
      ? await change(tx, row, now)
      : { refused: 'unknown_entry' };
    if (!isRefusal(outcome)) return outcome;
    refusal = outcome;
    return [];
  });
  if (refusal) return refusal;
  deps.bell.ring(found.session_id);
  return deps.store.run(async (db) => {
    const row = await findEntry(db, id);
    return shownEntry(row ?? found, await openEntries(db), now);
  });
}

/** The caller's room. */
async function roomOf(
  { store }: Pick<AppDeps, 'store'>,
  { session_id }: Pick<DeskEntry, 'session_id'>,
): Promise<string | undefined> {
  return (await store.run((db) => findSession(db, session_id)))?.room;
}

function handedBack({ id, queue }: DeskRow) {
  const [attempt_id, destination] = [id, queue];
  return { type: 'transfer_failed', attempt_id, destination, error: 'returned' } as const;
}

/** The desk goes on without the LiveKit server; what it was asked for is left out. */
function notTold({ log }: AppDeps): (fault: unknown) => void {
  return (fault) => {
    log.warn({ fault }, 'The LiveKit server could not be asked about the desk.');
  };
}

function isInHandOf(row: DeskRow, { name, role }: Pick<Actor, 'name' | 'role'>): boolean {
  if (row.settled_at !== null || row.state === 'waiting') return false;
  return row.claimed_by === name || role === 'admin';
}

function shownQueue(deps: AppDeps): Promise<DeskQueue> {
  return deps.store.run((db) => deskQueue(db, deps.now()));
}
