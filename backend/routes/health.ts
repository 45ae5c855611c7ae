import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { AppDeps } from '../app-deps.ts';
import { problem, refusals } from '../problem.ts';

const route = createRoute({
  method: 'get',
  path: '/healthz',
  summary: 'Whether this backend can do its work: the store is asked',
  responses: {
    200: {
      description: 'It can',
      content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
    },
    ...refusals('internal'),
  },
});

export function healthRoutes(app: OpenAPIHono, deps: AppDeps): void {
  app.openapi(route, async (c) => {
    c.header('Cache-Control', 'no-store');
    try {
      await deps.store.ping();
      return c.json({ status: 'ok' as const }, 200);
    } catch (error) {
      deps.log.error({ fault: error }, 'The store does not answer.');
      return problem(c, { refused: 'internal', because: 'The store does not answer.' });
    }
  });
}
