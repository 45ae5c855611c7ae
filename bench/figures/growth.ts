import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import { addEntries } from '../../backend/store/directory.ts';
import { CAST, characterText, stand, testStore, turn, worker } from '../../test/backend/stand.ts';
import type { Group } from '../group.ts';
import type { Planned } from '../judge.ts';
import { LITTLE, type Series } from '../result.ts';

const LITTLE_OF_ALL = { characters: 10, calls: 10, entries: 10 };
const MUCH = { characters: 1_000, calls: 100_000, entries: 10_000 };
type Amounts = typeof LITTLE_OF_ALL;
type Kind = keyof Amounts;
const KINDS: readonly Kind[] = ['characters', 'calls', 'entries'];
const WHAT: Record<Kind, string> = {
  characters: '1,000 characters',
  calls: '100,000 stored calls',
  entries: '10,000 directory entries',
};

const ROUTES = ['a call opens', 'handoff-metadata', 'events'] as const;
type Route = (typeof ROUTES)[number];
/** Requests of which one value is made: a single one is too short for the clock's company. */
const REQUESTS = 40;
const VALUES_PER_RUN = 2;
const WARM_UPS = 3;

const nameOf = (kind: Kind, route: Route) => `${route}, with ${WHAT[kind]}`;

/** Whether what a worker asks for takes longer where more is stored; each kind grows alone. */
export const growth: Group = {
  name: 'growth',
  alone: true,
  planned: KINDS.flatMap((kind) =>
    ROUTES.map((route): Planned => {
      const name = nameOf(kind, route);
      return { name, unit: 'ms', aim: { of_little: 1.1 }, share: 0.5, series: name };
    }),
  ),
  measure: async ({ runs, say }) => {
    const series: Series[] = [];
    for (const kind of KINDS) {
      // Both are new: one that has been asked for longer has more that is dead in its tables.
      const little = await houseWith(LITTLE_OF_ALL);
      const much = await houseWith({ ...LITTLE_OF_ALL, [kind]: MUCH[kind] });
      try {
        say(`${WHAT[kind]} are stored`);
        series.push(...(await compare(kind, little, much, runs * VALUES_PER_RUN)));
      } finally {
        await much.close();
        await little.close();
      }
    }
    return { series };
  },
};

interface StoredHouse {
  readonly ask: Record<Route, () => Promise<Response>>;
  readonly close: () => Promise<void>;
}

async function compare(
  kind: Kind,
  little: StoredHouse,
  much: StoredHouse,
  values: number,
): Promise<Series[]> {
  const made: Series[] = [];
  for (const route of ROUTES) {
    const [before, now]: [number[], number[]] = [[], []];
    for (let n = -WARM_UPS; n < values; n += 1) {
      // In an order that turns: what warms the machine up helps both.
      const houses = n % 2 === 0 ? ([little, much] as const) : ([much, little] as const);
      for (const house of houses) {
        const took = await timed(house.ask[route]);
        if (n >= 0) (house === little ? before : now).push(took);
      }
    }
    made.push({ name: nameOf(kind, route), unit: 'ms', values: { baton: now, [LITTLE]: before } });
  }
  return made;
}

async function timed(ask: () => Promise<Response>): Promise<number> {
  const since = performance.now();
  for (let n = 0; n < REQUESTS; n += 1) {
    const answer = await ask();
    if (answer.status !== 200) throw new Error(`Not answered: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
  return (performance.now() - since) / REQUESTS;
}

async function houseWith(amounts: Amounts): Promise<StoredHouse> {
  const store = await testStore();
  const house = await stand(store);
  await addCharacters(amounts.characters, house);
  const { session_id } = await house.openCall({ room: 'bench' });
  await house.post(`/api/calls/${session_id}/events`, {
    events: [turn('I have a question about an invoice.'), turn('Thank you.')],
  });
  await addCalls(amounts.calls, session_id, house);
  await store.run((db) => addEntries(db, entries(amounts.entries), new Date()));
  await store.run((db) => sql`analyze`.execute(db));
  return {
    ask: {
      'a call opens': async () => house.post('/api/calls', { room: 'bench', channel: 'console' }),
      'handoff-metadata': async () =>
        house.app.request(`/api/agents/billing/handoff-metadata/?session_id=${session_id}`, {
          headers: worker,
        }),
      events: async () =>
        house.post(`/api/calls/${session_id}/events`, { events: [turn('Go on.')] }),
    },
    close: async () => {
      house.stopping.abort();
      await store.close();
    },
  };
}

type Stand = Awaited<ReturnType<typeof stand>>;

async function addCharacters(count: number, { store, log }: Stand): Promise<void> {
  const dir = mkdtempSync(join(tmpdir(), 'baton-many-'));
  try {
    // A character whose file is gone is gone.
    for (const [name, text] of Object.entries(CAST)) writeFileSync(join(dir, name), text);
    for (let n = 0; n < count; n += 1)
      writeFileSync(join(dir, `extra-${n}.md`), characterText(`Extra ${n}`));
    await importFolder(dir, store, log);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Copies of one call with its opening and its events, each with an id and a time of its own. */
async function addCalls(count: number, of: string, { store }: Stand): Promise<void> {
  await store.transaction(async (tx) => {
    await sql`create temporary table copy on commit drop as
      select gen_random_uuid() as session_id, n from generate_series(1, ${count}::int) as n`.execute(
      tx,
    );
    await copyOf('call_session').execute(tx);
    await copyOf('opening').execute(tx);
    await copyOf('call_event').execute(tx);
  });

  /** Whatever the columns are: a row as JSON, with what must differ put in its place. */
  function copyOf(table: 'call_session' | 'opening' | 'call_event') {
    const at = sql`now() - copy.n * interval '1 minute'`;
    const own =
      table === 'call_session'
        ? sql`jsonb_build_object('session_id', copy.session_id, 'room', 'old-' || copy.n, 'created_at', ${at}, 'started_at', ${at})`
        : table === 'opening'
          ? sql`jsonb_build_object('session_id', copy.session_id)`
          : sql`jsonb_build_object('session_id', copy.session_id, 'id', gen_random_uuid(), 'at', ${at})`;
    const name = sql.table(table);
    const rows = sql`select (jsonb_populate_record(null::${name}, to_jsonb(one) || ${own})).*
      from ${name} as one cross join copy where one.session_id = ${of}`;
    if (table !== 'call_event') return sql`insert into ${name} ${rows}`;
    return sql`insert into call_event (session_id, id, epoch, seq, at, type, late, body, received_at)
      select session_id, id, epoch, seq, at, type, late, body, received_at from (${rows}) as copied`;
  }
}

function entries(count: number) {
  return Array.from({ length: count }, (_, n) => ({
    display_name: `Person ${n}`,
    username: `person-${n}`,
    transfer_mode: 'Auto' as const,
    enabled: true,
    aliases: [],
  }));
}
