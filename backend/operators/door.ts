import type { Context, MiddlewareHandler } from 'hono';
import { routePath } from 'hono/route';
import { mayAs, type Role } from '../../protocol/operator.ts';
import type { AppDeps } from '../app-deps.ts';
import { isRefusal, problem, type Refusal } from '../problem.ts';
import { addAudit } from '../store/audit.ts';
import type { Actor } from './actor.ts';
import { identify, isSafe, type IdentifyDeps } from './identify.ts';

/** How OpenAPI says who may ask: the operator token, or the console's cookie. */
export const byOperator = [{ operator: [] }, { session: [] }];

type DoorDeps = IdentifyDeps & Pick<AppDeps, 'log'>;

/**
 * The one place where a role is asked for; whatever changes something is in the audit.
 * @param changes false for a POST that only looks
 */
export function forRole(deps: DoorDeps, wanted: Role, changes = true): MiddlewareHandler {
  return async (c, next) => {
    const found = await identify(c, deps);
    const actor = isRefusal(found) ? undefined : found;
    // Asked for now: later it is the path of whoever answers last.
    const path = routePath(c);
    const refusal = isRefusal(found) ? found : lacking(found, wanted);
    c.header('Cache-Control', 'no-store');
    if (refusal) {
      if (refusal.refused === 'unauthorized') c.header('WWW-Authenticate', 'Bearer');
      const answer = problem(c, refusal);
      if (actor) await noteAct(c, deps, { ...actor, path, outcome: refusal.refused });
      return answer;
    }
    if (actor) c.set('actor', actor);
    await next();
    if (actor && changes && !isSafe(c))
      await noteAct(c, deps, { ...actor, path, outcome: outcomeOf(c) });
    return undefined;
  };
}

function lacking({ role }: Actor, wanted: Role): Refusal | undefined {
  if (mayAs(role, wanted)) return undefined;
  return { refused: 'forbidden_role', because: `This takes the role ${wanted}; yours is ${role}.` };
}

function outcomeOf(c: Context): string {
  if (c.res.ok) return 'done';
  return c.get('refused') ?? `status ${c.res.status}`;
}

/** The act is done: that it cannot be noted is a fault to look at, no reason to say that it failed. */
async function noteAct(
  c: Context,
  { store, now, log }: DoorDeps,
  { name, role, path, outcome }: Pick<Actor, 'name' | 'role'> & { path: string; outcome: string },
): Promise<void> {
  const act = `${c.req.method} ${path.replace(/:(\w+)/g, '{$1}')}`;
  const on = Object.values(c.req.param()).join(' ') || null;
  const entry = { at: now(), who: name, role, act, on, detail: c.get('audited') ?? null, outcome };
  await store
    .run((db) => addAudit(db, entry))
    .catch((fault: unknown) => {
      log.error({ act, who: name, fault }, 'An act could not be noted.');
    });
}
