import type { PostgresPool } from 'kysely';
import type pg from 'pg';

/**
 * A pool whose closing waits until nobody waits for a connection any more; Kysely tells them that it is
 * closed as they get one.
 *
 * Hazard: who waits when a pool of `pg` is closed (pg-pool 3.14) is told nothing, unless it limits how long
 * anybody waits.
 */
export function settledPool(pool: pg.Pool): PostgresPool {
  let waiting = 0;
  let nobodyWaits = (): void => undefined;
  return {
    options: pool.options,
    async connect() {
      waiting += 1;
      try {
        return await pool.connect();
      } finally {
        waiting -= 1;
        if (waiting === 0) nobodyWaits();
      }
    },
    async end() {
      if (waiting > 0) await new Promise<void>((none) => (nobodyWaits = none));
      await pool.end();
    },
  };
}
