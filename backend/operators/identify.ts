import type { Context } from 'hono';
import { sameSecret } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { mayCall } from '../origin.ts';
import type { Refusal } from '../problem.ts';
import { findOperatorSession, type OperatorSessionRow } from '../store/operator-sessions.ts';
import type { Actor } from './actor.ts';
import type { ClaimedPerson } from './claimed-person.ts';
import { digestOf, hasCsrfToken, readCookie } from './cookie.ts';

export type IdentifyDeps = Pick<
  AppDeps,
  'store' | 'operatorToken' | 'roster' | 'oidc' | 'sessionKey' | 'now'
>;

const SAFE = ['GET', 'HEAD'];

/** It only looks. */
export const isSafe = (c: Context) => SAFE.includes(c.req.method);

const NOBODY: Refusal = {
  refused: 'unauthorized',
  because: 'Sign in, or send the operator token.',
};

/** Who asks: by the bearer token where one is sent, else by the cookie of a session. */
export async function identify(c: Context, deps: IdentifyDeps): Promise<Actor | Refusal> {
  const authorization = c.req.header('Authorization');
  if (authorization !== undefined) return byToken(authorization, deps.operatorToken);
  const id = await readCookie(c, deps.sessionKey);
  const actor = id === undefined ? undefined : await actorOf(id, deps);
  if (id === undefined || !actor) return NOBODY;
  // A cookie comes along with whatever page makes the browser ask; these two do not.
  const ours = isOurPage(c) && hasCsrfToken(c, id, deps.sessionKey);
  if (isSafe(c) || ours) return actor;
  const because = 'This does not come from the console. Load the page again, then try once more.';
  return { refused: 'forged', because };
}

/** hono/csrf looks at form bodies only; a change here has to be from our own page, whatever its body. */
export function isOurPage(c: Context): boolean {
  const origin = c.req.header('Origin');
  return origin === undefined
    ? c.req.header('Sec-Fetch-Site') === 'same-origin'
    : mayCall(c, origin, []);
}

function byToken(authorization: string, token: string): Actor | Refusal {
  const bearer = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  const still = () => Promise.resolve(true);
  if (sameSecret(token, bearer)) return { name: 'token', role: 'admin', session: null, still };
  return { refused: 'unauthorized', because: 'The operator token is wrong.' };
}

async function actorOf(id: string, deps: IdentifyDeps): Promise<Actor | undefined> {
  const found = await deps.store.run((db) => findOperatorSession(db, digestOf(id), deps.now()));
  const holder = found && (await holderOf(found, deps));
  if (!found || !holder) return undefined;
  return {
    name: holder.name,
    role: holder.role,
    session: { id, expires_at: found.expires_at },
    still: async () => (await actorOf(id, deps)) !== undefined,
  };
}

/** Another password, another role, off the list, or another provider or map of roles: it is over. */
async function holderOf(
  { name, role, fingerprint, provider }: OperatorSessionRow,
  { roster, oidc }: IdentifyDeps,
): Promise<ClaimedPerson | undefined> {
  if (provider === null) {
    const operator = await roster.find(name);
    return operator?.fingerprint === fingerprint ? operator : undefined;
  }
  return role !== null && oidc?.fingerprint === fingerprint ? { name, role } : undefined;
}
