import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { atMost } from '../access.ts';
import { closeMergedCall } from '../after-merge.ts';
import type { AppDeps } from '../app-deps.ts';
import { problem, refusals } from '../problem.ts';
import { connectEntry } from '../store/desk.ts';
import { sessionInRoom } from '../store/sessions.ts';

const LARGEST = 256 * 1024;

/** Reports after which somebody may be alone, or nobody there. */
const DEPARTURES = ['participant_left', 'participant_connection_aborted', 'room_finished'];

/** The LiveKit server reports who has left. It repeats a report that was not answered with 2xx. */
export function livekitWebhookRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/livekit/webhook',
    summary: 'Reports of the LiveKit server, signed with its API key',
    middleware: atMost(LARGEST),
    responses: {
      200: {
        description: 'Heard',
        content: { 'application/json': { schema: z.object({}) } },
      },
      ...refusals('unauthorized', 'too_large'),
    },
  });
  app.openapi(route, async (c) => {
    // The signature covers the body to the letter.
    const body = await c.req.text();
    const report = await deps.livekit.readReport(body, c.req.header('Authorization'));
    if (!report)
      return problem(c, {
        refused: 'unauthorized',
        because: 'This is not signed by the LiveKit server of this backend.',
      });
    const { event, room, participant, at_desk } = report;
    const now = deps.now();
    // A worker that was killed could not tell that somebody has come.
    if (event === 'participant_joined' && at_desk !== undefined)
      await deps.store.transaction((tx) => connectEntry(tx, at_desk, now));
    if (DEPARTURES.includes(event))
      await closeMergedCall(deps, (db) => sessionInRoom(db, room), participant);
    return c.json({}, 200);
  });
}
