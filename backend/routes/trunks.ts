import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { AppDeps } from '../app-deps.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { refusals } from '../problem.ts';
import { forgetRefusal } from '../store/trunks.ts';

/** A trunk that refused a REFER is tried again: for an operator who has had it put right. */
export function trunkRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'delete',
    path: '/api/trunks/{trunk}/refer-refusal',
    summary: 'Forgets that a trunk refused a REFER',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    request: { params: z.object({ trunk: z.string().min(1).max(128) }) },
    responses: {
      204: { description: 'The next transfer on this trunk is a REFER again' },
      ...refusals('unauthorized'),
    },
  });
  app.openapi(route, async (c) => {
    const { trunk } = c.req.valid('param');
    await deps.store.run((db) => forgetRefusal(db, trunk, deps.now()));
    return c.body(null, 204);
  });
}
