import type { Context } from 'hono';
import type { Me } from '../../protocol/operator.ts';
import type { AppDeps } from '../app-deps.ts';
import { addOperatorSession } from '../store/operator-sessions.ts';
import { csrfToken, digestOf, giveCookie, newSessionId, SESSION_MS } from './cookie.ts';
import type { Entrant } from './entrant.ts';

type SessionDeps = Pick<AppDeps, 'store' | 'sessionKey' | 'now'>;

/** The session and its cookie, however somebody has signed in. */
export async function beginSession(c: Context, deps: SessionDeps, entrant: Entrant): Promise<Me> {
  const { name, role, fingerprint, provider } = entrant;
  const [id, now] = [newSessionId(), deps.now()];
  const expires_at = new Date(now.getTime() + SESSION_MS);
  const session = {
    ...{ digest: digestOf(id), name, fingerprint, created_at: now, expires_at },
    // The list says what its operators may, at every request anew.
    ...{ provider, role: provider === null ? null : role },
  };
  await deps.store.run((db) => addOperatorSession(db, session));
  await giveCookie(c, id, deps.sessionKey);
  c.header('Cache-Control', 'no-store');
  const csrf_token = csrfToken(id, deps.sessionKey);
  return { name, role, csrf_token, expires_at: expires_at.toISOString() };
}
