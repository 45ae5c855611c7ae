import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { Me, SignInRequest } from '../../protocol/operator.ts';
import { atMost } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import {
  csrfToken,
  digestOf,
  giveCookie,
  newSessionId,
  SESSION_MS,
  takeCookie,
} from '../operators/cookie.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { isOurPage } from '../operators/identify.ts';
import { checkPassword } from '../operators/check-password.ts';
import { signInLimits } from '../operators/sign-in-limits.ts';
import type { Operator } from '../operators/roster.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import { addAudit } from '../store/audit.ts';
import { addOperatorSession, endOperatorSession } from '../store/operator-sessions.ts';

const LARGEST = 4096;
const whoIsIt = { 'application/json': { schema: Me } };

/** The door of the console: in, out, and who has come in. */
export function signInRoutes(app: OpenAPIHono, deps: AppDeps): void {
  inRoute(app, deps);
  outRoute(app, deps);
  meRoute(app, deps);
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
    return c.json(await begin(c, deps, operator), 200);
  });
}

async function begin(c: Context, deps: AppDeps, operator: Operator): Promise<Me> {
  const { name, role, fingerprint } = operator;
  const [id, now] = [newSessionId(), deps.now()];
  const expires_at = new Date(now.getTime() + SESSION_MS);
  const session = { digest: digestOf(id), name, fingerprint, created_at: now, expires_at };
  await deps.store.run((db) => addOperatorSession(db, session));
  await giveCookie(c, id, deps.sessionKey);
  c.header('Cache-Control', 'no-store');
  const csrf_token = csrfToken(id, deps.sessionKey);
  return { name, role, csrf_token, expires_at: expires_at.toISOString() };
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
    const { session } = c.get('actor');
    if (session)
      await deps.store.run((db) => endOperatorSession(db, digestOf(session.id), deps.now()));
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
