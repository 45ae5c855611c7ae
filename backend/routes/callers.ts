import { createHmac } from 'node:crypto';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { ForgottenCaller } from '../../protocol/forgotten.ts';
import type { AppDeps } from '../app-deps.ts';
import { forgetCaller } from '../forget-caller.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { problem, refusals } from '../problem.ts';

const LONGEST = 256;
/** What a carrier says of somebody who does not want to be known: it is said of many. */
const NOBODY = /^(anonymous|unknown|unavailable|restricted|private|withheld|blocked)$/i;

/** A plus that nobody has encoded arrives as a space. */
const CallerId = z
  .string()
  .max(LONGEST)
  .transform((text) => text.replace(/^ +(?=\d)/, '+').trim())
  .refine((text) => text !== '' && !text.includes('\u0000'), 'the number that called')
  .refine((text) => !NOBODY.test(text), 'the number of one caller');
const UserId = z
  .string()
  .min(1)
  .max(LONGEST)
  .refine((text) => !text.includes('\u0000'), 'the `user.id` of one caller');

/** Whoever called wants to be forgotten. */
export function callerRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'delete',
    path: '/api/callers',
    summary: 'Deletes everything that is stored of one caller, by number or by verified user',
    security: byOperator,
    middleware: forRole(deps, 'admin'),
    request: {
      query: z.object({ caller_id: CallerId.optional(), user_id: UserId.optional() }),
    },
    responses: {
      200: {
        description: 'How much went; calls that go on stay as they are',
        content: { 'application/json': { schema: ForgottenCaller } },
      },
      ...refusals('bad_request', 'unauthorized', 'forbidden_role'),
    },
  });
  app.openapi(route, async (c) => {
    const caller = c.req.valid('query');
    const given = Object.values(caller).filter((one) => one !== undefined);
    const [who] = given;
    if (who === undefined || given.length > 1)
      return problem(c, { refused: 'bad_request', because: 'Name a caller_id or a user_id.' });
    c.set('audited', `caller ${markOf(who, deps.sessionKey)}`);
    const gone = await forgetCaller(deps.store, caller, deps.now());
    c.set('audited', `caller ${markOf(who, deps.sessionKey)}, ${gone.calls} calls`);
    return c.json(gone, 200);
  });
}

/** Tells two callers apart in the audit. Keyed: there are too few numbers to hide one in a digest. */
function markOf(who: string, key: string): string {
  return createHmac('sha256', key).update(`caller ${who}`).digest('base64url').slice(0, 12);
}
