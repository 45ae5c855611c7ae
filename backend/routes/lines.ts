import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { Lines, LinesRequest } from '../../protocol/lines.ts';
import { atMost, serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { refusals } from '../problem.ts';
import { freeLines } from '../store/call-limit.ts';

const LARGEST = 256 * 1024;

/** A gateway asks before it makes a room: whoever is turned away there costs no worker. */
export function lineRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/lines',
    summary: 'How many more calls may begin now; nothing is held',
    security: [{ service: [] }],
    middleware: [serviceOnly(deps.serviceKey), atMost(LARGEST)] as const,
    request: {
      body: { required: true, content: { 'application/json': { schema: LinesRequest } } },
    },
    responses: {
      200: {
        description: 'Opening a call is what decides; this spares who would be refused',
        content: { 'application/json': { schema: Lines } },
      },
      ...refusals('bad_request', 'unauthorized', 'too_large'),
    },
  });
  app.openapi(route, async (c) => {
    const { waiting } = c.req.valid('json');
    const free = await deps.store.run((db) => freeLines(db, deps.mostCalls, waiting));
    return c.json({ free }, 200);
  });
}
