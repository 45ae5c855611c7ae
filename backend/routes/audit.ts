import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { AuditPage } from '../../protocol/audit.ts';
import type { AppDeps } from '../app-deps.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { refusals } from '../problem.ts';
import { listAudit } from '../store/audit.ts';

const PAGE = 50;
const LARGEST_PAGE = 200;

/** Who did what. Nothing changes an entry; only its age takes it away. */
export function auditRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/audit',
    summary: 'Every act in the console, newest first',
    security: byOperator,
    middleware: forRole(deps, 'admin'),
    request: {
      query: z.object({
        limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE),
        before: z.coerce.number().int().min(1).optional(),
      }),
    },
    responses: {
      200: {
        description: 'A page of acts',
        content: { 'application/json': { schema: AuditPage } },
      },
      ...refusals('bad_request', 'unauthorized', 'forbidden_role'),
    },
  });
  app.openapi(route, async (c) => {
    const { limit, before } = c.req.valid('query');
    const rows = await deps.store.run((db) => listAudit(db, limit, before));
    const entries = rows.map((row) => ({ ...row, at: row.at.toISOString() }));
    const next = rows.length < limit ? null : (entries.at(-1)?.id ?? null);
    return c.json({ entries, next }, 200);
  });
}
