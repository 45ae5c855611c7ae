import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { Me, SignInOffer, SignInRequest } from '../../protocol/operator.ts';
import { atMost } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { beginSession } from '../operators/begin-session.ts';
import { csrfToken, digestOf, takeCookie } from '../operators/cookie.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { isOurPage } from '../operators/identify.ts';
import { checkPassword } from '../operators/check-password.ts';
import { signInLimits } from '../operators/sign-in-limits.ts';
import type { Operator } from '../operators/roster.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import { addAudit } from '../store/audit.ts';
import { setDuty } from '../store/desk.ts';
import { endOperatorSession, isSignedIn } from '../store/operator-sessions.ts';

const LARGEST = 4096;
const whoIsIt = { 'application/json': { schema: Me } };

/** The door of the console: in, out, and who has come in. */
export function signInRoutes(app: OpenAPIHono, deps: AppDeps): void {
  offerRoute(app, deps);
  inRoute(app, deps);
  outRoute(app, deps);
  meRoute(app, deps);
}

function offerRoute(app: OpenAPIHono, { oidc }: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/sign-in',
    summary: 'What the sign-in page offers besides name and password',
    responses: {
      200: {
        description: 'Whether there is single sign-on, and what it is called',
        content: { 'application/json': { schema: SignInOffer } },
      },
    },
  });
  app.openapi(route, (c) => {
    c.header('Cache-Control', 'no-store');
    return c.json({ single_sign_on: oidc ? { label: oidc.label } : null }, 200);
  });
}

function inRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/sign-in',
    summary: 'An operator signs in; the cookie is the session',
    middleware: [atMost(LARGEST), ...signInLimits()] as const,
    request: {
      body: { required: true, content: { 'application/json': { schema: SignInRequest } } },
    },
    responses: {
      200: { description: 'Signed in', content: whoIsIt },
      ...refusals('bad_request', 'wrong_credentials', 'forged', 'too_large', 'rate_limited'),
    },
  });
  app.openapi(route, async (c) => {
    if (!isOurPage(c)) return problem(c, { refused: 'forged', because: 'Sign in at the console.' });
    const { name, password } = c.req.valid('json');
    const operator = await checkPassword(deps.roster, name, password);
    // A name that nobody has may be a password in the wrong field.
    const known = isRefusal(operator) ? (await deps.roster.find(name))?.name : operator.name;
    const outcome = isRefusal(operator) ? operator.refused : 'done';
    await note(deps, { who: known ?? null, operator, outcome });
    if (isRefusal(operator)) return problem(c, operator);
    return c.json(await beginSession(c, deps, { ...operator, provider: null }), 200);
  });
}

interface Knock {
  who: string | null;
  operator: Operator | Refusal;
  outcome: string;
}

async function note(deps: AppDeps, { who, operator, outcome }: Knock): Promise<void> {
  const role = isRefusal(operator) ? null : operator.role;
  const entry = { at: deps.now(), who, role, act: 'POST /api/sign-in', outcome };
  await deps.store.run((db) => addAudit(db, entry));
}

function outRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/sign-out',
    summary: 'The session is over, also for whoever has a copy of the cookie',
    security: byOperator,
    middleware: forRole(deps, 'agent'),
    responses: {
      204: { description: 'Signed out' },
      ...refusals('unauthorized', 'forged'),
    },
  });
  app.openapi(route, async (c) => {
    const { name, session } = c.get('actor');
    if (session)
      await deps.store.transaction(async (tx) => {
        await endOperatorSession(tx, digestOf(session.id), deps.now());
        // Nobody waits for whoever has gone; in another window they may take calls still.
        if (!(await isSignedIn(tx, name, deps.now()))) await setDuty(tx, name, false, deps.now());
      });
    takeCookie(c);
    return c.body(null, 204);
  });
}

function meRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/me',
    summary: 'Who is signed in',
    security: byOperator,
    middleware: forRole(deps, 'agent'),
    responses: {
      200: { description: 'Who it is, and what they may', content: whoIsIt },
      ...refusals('unauthorized'),
    },
  });
  app.openapi(route, (c) => {
    const { name, role, session } = c.get('actor');
    const csrf_token = session && csrfToken(session.id, deps.sessionKey);
    const expires_at = session?.expires_at.toISOString() ?? null;
    return c.json({ name, role, csrf_token, expires_at }, 200);
  });
}
