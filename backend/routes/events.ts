import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { EventBatch, EventReceipt } from '../../protocol/call-event.ts';
import { atMost, serviceOnly } from '../access.ts';
import { closeMergedCall } from '../after-merge.ts';
import type { AppDeps } from '../app-deps.ts';
import { ANY_CALL } from '../lease-bell.ts';
import { problem, refusals } from '../problem.ts';
import { recorderOfReports } from '../record-events.ts';
import { findSession } from '../store/sessions.ts';

const LARGEST = 1024 * 1024;

/** A worker reports what happened; it may say so again until it has heard that it is stored. */
export function eventRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/calls/{session_id}/events',
    summary: 'Events of a call; a repeated id is stored once',
    security: [{ service: [] }],
    middleware: [serviceOnly(deps.serviceKey), atMost(LARGEST)],
    request: {
      params: z.object({ session_id: z.string() }),
      body: { required: true, content: { 'application/json': { schema: EventBatch } } },
    },
    responses: {
      200: {
        description: 'All of them are on disk',
        content: { 'application/json': { schema: EventReceipt } },
      },
      ...refusals('bad_request', 'unauthorized', 'unknown_session', 'too_large'),
    },
  });
  const record = recorderOfReports(deps);
  const report = (fault: unknown) => {
    deps.log.warn({ fault }, 'A merged call was not looked at.');
  };
  app.openapi(route, async (c) => {
    const { session_id } = c.req.valid('param');
    const { events } = c.req.valid('json');
    const receipt = await record({ session_id, events });
    if (!receipt)
      return problem(c, { refused: 'unknown_session', because: 'There is no such session.' });
    deps.bell.ring(ANY_CALL);
    // Somebody may have left before we heard of the merge.
    if (events.some((event) => event.type === 'transfer_judged'))
      void closeMergedCall(deps, (db) => findSession(db, session_id)).catch(report);
    return c.json(receipt, 200);
  });
}
