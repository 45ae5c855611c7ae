import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { DeskNews, DeskRequest, DeskSummary } from '../../protocol/desk.ts';
import { atMost, serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { ownEvents } from '../own-event.ts';
import { deskNews } from '../desk/shown-entry.ts';
import { problem, refusals, type Refusal } from '../problem.ts';
import { recordEvents } from '../record-events.ts';
import { addEntry, onDuty, setSummary } from '../store/desk.ts';
import { deriveOne } from '../store/events.ts';

const LARGEST = 16 * 1024;

/** A worker hands a call of its own over to the desk. */
export function deskOfCallRoutes(app: OpenAPIHono, deps: AppDeps): void {
  enqueueRoute(app, deps);
  summaryRoute(app, deps);
}

function enqueueRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/calls/{session_id}/desk',
    summary: 'Puts a call into a queue; what is answered is stored for good',
    security: [{ service: [] }],
    middleware: [serviceOnly(deps.serviceKey), atMost(LARGEST)] as const,
    request: {
      params: z.object({ session_id: z.string() }),
      body: { required: true, content: { 'application/json': { schema: DeskRequest } } },
    },
    responses: {
      200: {
        description: 'It waits',
        content: { 'application/json': { schema: DeskNews } },
      },
      ...refusals('bad_request', 'unauthorized', 'unknown_session', 'call_over', 'desk_closed'),
    },
  });
  app.openapi(route, async (c) => {
    const { session_id } = c.req.valid('param');
    const refusal = await enqueue(deps, session_id, c.req.valid('json'));
    if (refusal) return problem(c, refusal);
    const news = await deps.store.run((db) => deskNews(db, session_id, deps.now()));
    return news ? c.json(news, 200) : problem(c, { refused: 'unknown_session' });
  });
}

/** In one transaction: the entry and its event, or neither. */
async function enqueue(
  deps: AppDeps,
  session_id: string,
  wanted: DeskRequest,
): Promise<Refusal | undefined> {
  let refusal: Refusal | undefined;
  const known = await recordEvents(deps, session_id, async (tx, session) => {
    const now = deps.now();
    const { ended_at } = await deriveOne(tx, session);
    if (ended_at !== null) refusal = { refused: 'call_over', because: 'The caller has gone.' };
    else if ((await onDuty(tx, now)).length === 0) refusal = { refused: 'desk_closed' };
    if (refusal || !(await addEntry(tx, session_id, wanted, now))) return [];
    const { id: desk_id, queue, reason } = wanted;
    const why = reason ? { reason } : {};
    return ownEvents(tx, session_id, [{ type: 'desk_enqueued', desk_id, queue, ...why }], now);
  });
  return known ? refusal : { refused: 'unknown_session' };
}

function summaryRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'put',
    path: '/api/calls/{session_id}/desk/{id}/summary',
    summary: 'What was said so far, for whoever takes the call',
    security: [{ service: [] }],
    middleware: [serviceOnly(deps.serviceKey), atMost(LARGEST)] as const,
    request: {
      params: z.object({ session_id: z.uuid(), id: z.uuid() }),
      body: { required: true, content: { 'application/json': { schema: DeskSummary } } },
    },
    responses: {
      200: { description: 'Kept', content: { 'application/json': { schema: z.object({}) } } },
      ...refusals('bad_request', 'unauthorized', 'unknown_entry'),
    },
  });
  app.openapi(route, async (c) => {
    const { session_id, id } = c.req.valid('param');
    const { summary } = c.req.valid('json');
    const kept = await deps.store.run((db) => setSummary(db, session_id, id, summary));
    return kept ? c.json({}, 200) : problem(c, { refused: 'unknown_entry' });
  });
}
