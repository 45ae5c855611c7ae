import type { PGlite } from '@electric-sql/pglite';
import pg from 'pg';
import { EmbeddedWire } from './embedded-wire.ts';

/**
 * After so many, statements are planned anew. A plan fits its tables as they were when it was made, and the
 * embedded database never finds out that they grew: nothing analyses them. They grow by what comes
 * through here alone, in so many uses by little.
 */
const USES_OF_A_PLAN = 500;

/** The embedded database as `pg` knows a server, with one connection; closing it leaves the database open. */
export function poolOver(pglite: PGlite): pg.Pool {
  const pool = new pg.Pool({
    // What is not said here `pg` takes from the environment, and there another database is meant.
    ...{ user: 'postgres', database: 'postgres', stream: () => new EmbeddedWire(pglite) },
    ...{ ssl: false, sslnegotiation: 'postgres', replication: 'false' },
    ...{ max: 1, maxUses: USES_OF_A_PLAN, idleTimeoutMillis: 0 },
    // Every connection is the same session: what the one before left open or named there is still there.
    verify: (client, done) => {
      client.query('rollback; deallocate all').then(() => {
        done();
      }, done);
    },
  });
  // Hazard: without listeners this process would end where the database fails. Who asked is told.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    keepPlans(client);
  });
  return pool;
}

/**
 * Has a statement planned once, when it comes the second time: to plan takes as long as to run, and what is
 * asked once is not worth a plan that is kept.
 *
 * Hazard: a plan does not outlive a change of what it selects. The tables change in migrations alone, before
 * anything else is asked.
 */
function keepPlans(client: pg.Client): void {
  const query = client.query.bind(client) as (...asked: unknown[]) => unknown;
  const names = new Map<string, string | undefined>();
  let kept = 0;
  const nameOf = (text: string): string | undefined => {
    const name = names.has(text) ? (names.get(text) ?? `plan_${kept++}`) : undefined;
    names.set(text, name);
    return name;
  };
  const planned = (...asked: unknown[]): unknown => {
    const [text, values, ...told] = asked;
    if (typeof text !== 'string' || !Array.isArray(values) || values.length === 0)
      return query(...asked);
    return query({ text, name: nameOf(text), values }, ...told);
  };
  client.query = planned as typeof client.query;
}
