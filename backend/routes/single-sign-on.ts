import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { Context } from 'hono';
import { SINGLE_SIGN_ON, type Role } from '../../protocol/operator.ts';
import type { AppDeps } from '../app-deps.ts';
import { backToTheDoor } from '../operators/back-to-the-door.ts';
import { beginSession } from '../operators/begin-session.ts';
import type { NotSignedIn } from '../operators/claimed-person.ts';
import { singleSignOnLimits } from '../operators/sign-in-limits.ts';
import { giveTrip, takeTrip } from '../operators/trip-cookie.ts';
import { problem, refusals } from '../problem.ts';
import { addAudit } from '../store/audit.ts';

/** The other door of the console: to an OpenID provider, and back with what it says. */
export function singleSignOnRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const limits = singleSignOnLimits();
  startRoute(app, deps, limits);
  callbackRoute(app, deps, limits);
}

type Limits = ReturnType<typeof singleSignOnLimits>;

function startRoute(app: OpenAPIHono, deps: AppDeps, limits: Limits): void {
  const route = createRoute({
    method: 'get',
    path: SINGLE_SIGN_ON.start,
    summary: 'Sends the browser to the OpenID provider',
    middleware: limits,
    responses: {
      302: { description: 'To the provider, or back to the console with a refusal' },
      ...refusals('not_found'),
    },
  });
  app.openapi(route, async (c) => {
    c.header('Cache-Control', 'no-store');
    const { oidc } = deps;
    if (!oidc) return problem(c, { refused: 'not_found' });
    const gone = await oidc.depart();
    if ('refused' in gone) return turnedAway(c, deps, SINGLE_SIGN_ON.start, gone);
    await giveTrip(c, gone.trip, deps, oidc.secure);
    return c.redirect(gone.to.href, 302);
  });
}

function callbackRoute(app: OpenAPIHono, deps: AppDeps, limits: Limits): void {
  const route = createRoute({
    method: 'get',
    path: SINGLE_SIGN_ON.callback,
    summary: 'Where the OpenID provider sends the browser back to; the cookie is the session',
    middleware: limits,
    responses: {
      302: { description: 'To the console, signed in or with a refusal' },
      ...refusals('not_found'),
    },
  });
  app.openapi(route, async (c) => {
    c.header('Cache-Control', 'no-store');
    const { oidc } = deps;
    if (!oidc) return problem(c, { refused: 'not_found' });
    const trip = await takeTrip(c, deps, oidc.secure);
    const come = await oidc.arrive(new URL(c.req.url).search, trip);
    if ('refused' in come) return turnedAway(c, deps, SINGLE_SIGN_ON.callback, come);
    const { name: who, role } = come;
    await note(deps, { who, role, path: SINGLE_SIGN_ON.callback, outcome: 'done' });
    await beginSession(c, deps, come);
    return c.redirect('/console', 302);
  });
}

async function turnedAway(c: Context, deps: AppDeps, path: string, refusal: NotSignedIn) {
  const { refused, who = null } = refusal;
  await note(deps, { who, role: null, path, outcome: refused });
  return backToTheDoor(c, refused);
}

interface Knock {
  who: string | null;
  role: Role | null;
  path: string;
  outcome: string;
}

async function note(deps: AppDeps, { who, role, path, outcome }: Knock): Promise<void> {
  const entry = { at: deps.now(), who, role, act: `GET ${path}`, outcome };
  await deps.store.run((db) => addAudit(db, entry));
}
