import type { PGlite } from '@electric-sql/pglite';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callsNow } from '../../backend/store/calls-now.ts';
import { poolOver } from '../../backend/store/embedded-pool.ts';
import { openOver } from '../../backend/store/embedded.ts';
import { addEvents } from '../../backend/store/events.ts';
import { stand, turn } from './stand.ts';
import { storeInMemory } from './store-template.ts';

let pglite: PGlite;
let pool: pg.Pool;

beforeEach(async () => {
  pglite = await storeInMemory();
  pool = poolOver(pglite);
});
afterEach(async () => {
  await pool.end();
  if (!pglite.closed) await pglite.close();
});

/** How often the plans that are kept were used, and how often each was made for one use. */
async function plans() {
  const { rows } = await pglite.query<{ statement: string; generic: number; custom: number }>(
    `select statement, generic_plans::int as generic, custom_plans::int as custom
     from pg_prepared_statements order by statement`,
  );
  return rows;
}

async function ask(text: string, ...values: unknown[]): Promise<unknown> {
  const { rows } = await pool.query<Record<string, unknown>>(text, values);
  return rows[0]?.['answer'];
}

describe('a statement', () => {
  it('is planned for good when it comes again, and not when it came once', async () => {
    await ask('select $1::int + 1 as answer', 1);
    expect(await plans()).toEqual([]);
    for (let n = 0; n < 10; n += 1)
      expect(await ask('select $1::int + 1 as answer', n)).toBe(n + 1);
    expect(await plans()).toMatchObject([{ generic: 5, custom: 5 }]);
  });

  it('keeps its own plan where others come by turns with it', async () => {
    for (let n = 0; n < 4; n += 1) {
      expect(await ask('select $1::int + 1 as answer', n)).toBe(n + 1);
      expect(await ask('select $1::int - 1 as answer', n)).toBe(n - 1);
      expect(await ask('select upper($1::text) as answer', 'a')).toBe('A');
    }
    expect(await plans()).toHaveLength(3);
  });

  it('is planned anew after many uses, since its tables may have grown', async () => {
    for (let n = 0; n < 510; n += 1) await ask('select $1::int + 1 as answer', n);
    const [{ generic, custom } = { generic: 0, custom: 0 }] = await plans();
    expect(generic + custom).toBeLessThan(20);
  });

  it('that fails says why, and works the next time', async () => {
    const text = 'select $1::text::int + 1 as answer';
    for (let n = 0; n < 3; n += 1) {
      await expect(ask(text, 'one')).rejects.toMatchObject({ code: '22P02' });
      expect(await ask(text, '1')).toBe(2);
    }
    await expect(ask('select $1::nothing', 1)).rejects.toMatchObject({ code: '42704' });
    await expect(ask('select $1::nothing', 1)).rejects.toMatchObject({ code: '42704' });
    expect(await ask(text, '1')).toBe(2);
  });
});

it('leaves the database open when it is closed, for the next one', async () => {
  for (let n = 0; n < 3; n += 1) await ask('select $1::int as answer', n);
  await pool.end();
  pool = poolOver(pglite);
  for (let n = 0; n < 3; n += 1) expect(await ask('select $1::int as answer', n)).toBe(n);
});

it('a busy round of bundles keeps its plan, however much was said in the calls before', async () => {
  const store = await openOver(pglite);
  const { openCall } = await stand(store);
  const ids: string[] = [];
  for (let n = 0; n < 12; n += 1) ids.push((await openCall({ room: `room-${n}` })).session_id);
  const said = Array.from({ length: 6000 }, (_, n) => turn(`line ${n}`));
  await addEvents(store, ids[0]!, said, new Date());
  for (let n = 0; n < 12; n += 1) await store.run((db) => callsNow(db, ids, new Date()));
  const round = (await plans()).find(({ statement }) => statement.startsWith('select *, '));
  expect(round).toMatchObject({ generic: 6, custom: 5 });
  await store.close();
});
