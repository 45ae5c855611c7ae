import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { Speaking } from '../../protocol/live-call.ts';
import { atMost, serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { ANY_CALL } from '../lease-bell.ts';
import { refusals } from '../problem.ts';

const LARGEST = 1024;

/** A worker tells who speaks at this moment, for the inbox of the console. */
export function speakingRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'put',
    path: '/api/calls/{session_id}/speaking',
    summary: 'Who speaks now; shown to whoever listens, and not stored',
    security: [{ service: [] }],
    middleware: [serviceOnly(deps.serviceKey), atMost(LARGEST)] as const,
    request: {
      params: z.object({ session_id: z.uuid() }),
      body: { required: true, content: { 'application/json': { schema: Speaking } } },
    },
    responses: {
      200: { description: 'Heard', content: { 'application/json': { schema: z.object({}) } } },
      ...refusals('bad_request', 'unauthorized'),
    },
  });
  app.openapi(route, (c) => {
    const { session_id } = c.req.valid('param');
    deps.speaking.set(session_id, c.req.valid('json').who, deps.now());
    deps.bell.ring(ANY_CALL);
    return c.json({}, 200);
  });
}
