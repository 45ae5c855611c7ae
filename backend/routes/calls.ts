import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { SessionBundle } from '../../protocol/bundle.ts';
import { OpenCallRequest } from '../../protocol/session.ts';
import { atMost, serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { openCall } from '../open-call.ts';
import { isRefusal, problem, refusals } from '../problem.ts';

const LARGEST = 64 * 1024;

/** A worker opens a call or takes it over. */
export function callRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/calls',
    summary: 'A worker opens a call or takes it over',
    security: [{ service: [] }],
    middleware: [serviceOnly(deps.serviceKey), atMost(LARGEST)],
    request: {
      body: { required: true, content: { 'application/json': { schema: OpenCallRequest } } },
    },
    responses: {
      200: {
        description: 'The session metadata bundle, with a new epoch',
        content: { 'application/json': { schema: SessionBundle } },
      },
      ...refusals(
        'bad_request',
        'unauthorized',
        'unknown_session',
        'unknown_character',
        'character_disabled',
        'call_over',
        'too_large',
        'all_lines_busy',
      ),
    },
  });
  app.openapi(route, async (c) => {
    const opened = await openCall(deps, c.req.valid('json'));
    if (isRefusal(opened)) return problem(c, opened);
    // Whoever held the call before hears of it now and not with the next second.
    deps.bell.ring(opened.bundle.session_id);
    c.header('ETag', opened.tag);
    c.header('Cache-Control', 'no-store');
    return c.json(opened.bundle, 200);
  });
}
