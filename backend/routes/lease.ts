import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { LeaseRenewal } from '../../protocol/command.ts';
import { atMost, serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { problem, refusals } from '../problem.ts';
import { LEASE_MS } from '../recovery/lease-times.ts';
import { renewLease } from '../store/leases.ts';

const LARGEST = 1024;

/** A worker says that it is alive: a stream alone stays open where a process stands still. */
export function leaseRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'put',
    path: '/api/calls/{session_id}/lease',
    summary: 'A worker renews its lease of a call',
    security: [{ service: [] }],
    middleware: [serviceOnly(deps.serviceKey), atMost(LARGEST)],
    request: {
      params: z.object({ session_id: z.string() }),
      body: { required: true, content: { 'application/json': { schema: LeaseRenewal } } },
    },
    responses: {
      200: {
        description: 'It holds the call for another while',
        content: { 'application/json': { schema: z.object({}) } },
      },
      ...refusals('bad_request', 'unauthorized', 'lease_lost', 'too_large'),
    },
  });
  app.openapi(route, async (c) => {
    const holder = { ...c.req.valid('param'), ...c.req.valid('json') };
    const due_at = new Date(deps.now().getTime() + LEASE_MS);
    if (await deps.store.run((db) => renewLease(db, holder, { due_at }))) return c.json({}, 200);
    return problem(c, { refused: 'lease_lost', because: 'The call is over, or another has it.' });
  });
}
