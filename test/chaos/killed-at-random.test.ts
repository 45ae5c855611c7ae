import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openEmbedded } from '../../backend/store/embedded.ts';
import { openPostgres } from '../../backend/store/postgres.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import { CallSummary } from '../../protocol/call-record.ts';
import { startKeeper } from '../../stack/keeper.ts';
import { startPostgres } from '../../stack/postgres.ts';
import { readyPostgres } from '../../stack/postgres-programs.ts';
import { StopList } from '../../stack/stop-list.ts';
import { freePort } from '../live/free-ports.ts';
import { operator } from '../backend/stand.ts';
import { Agents } from './agents.ts';
import { type House, type HouseOptions, openHouse } from './house.ts';
import { keptIn, type Kept } from './kept.ts';
import { SeededRandom } from './random.ts';

/** `BATON_CHAOS_SEED` repeats a run; `BATON_CHAOS_CALLS` makes it longer. */
const SEED = Number(process.env['BATON_CHAOS_SEED'] ?? Date.now() % 1_000_000);
const CALLS = Number(process.env['BATON_CHAOS_CALLS'] ?? 40);
/** However slow the machine is, killing ends after this, and then all have to settle. */
const KILLING_MS = 75_000 + CALLS * 750;
const LOOK_MS = 300;
const LEAST_KILLS = 8;
/** Longer than a lease, and than all that are asked for after it. */
const SETTLE_LIMIT_MS = 240_000;
const LIMIT_MS = KILLING_MS + 5 * SETTLE_LIMIT_MS;
const CallPage = z.object({ calls: z.array(CallSummary), next: z.string().nullable() });
const log = createLog('test', 'silent');

const stops = new StopList();
afterEach(() => stops.stopAll());

type Victim = 'backend' | 'postgres' | 'worker';

it(
  'calls are whole after two backends on one Postgres, the Postgres and workers were killed',
  async () => {
    const signal = AbortSignal.timeout(LIMIT_MS);
    const programs = await readyPostgres({ signal, say: () => undefined });
    const keeper = startKeeper();
    stops.add('keeper', keeper.stop);
    const postgres = await startPostgres({ programs, port: await freePort(), keeper, signal });
    stops.add('postgres', postgres.stop);
    const victims = ['backend', 'backend', 'postgres', 'worker', 'worker'] as const;
    await survives({ backends: 2, postgres }, victims, () => openPostgres(postgres.url, log));
  },
  LIMIT_MS,
);

it(
  'calls are whole after a backend on the embedded store and workers were killed',
  async () => {
    const victims = ['backend', 'worker', 'worker'] as const;
    await survives({ backends: 1 }, victims, async (house) => {
      await house.stopBackends();
      return (await openEmbedded(house.data, log)).store;
    });
  },
  LIMIT_MS,
);

async function survives(
  options: Pick<HouseOptions, 'backends' | 'postgres'>,
  victims: readonly Victim[],
  open: (house: House) => Promise<Store>,
): Promise<void> {
  process.stdout.write(`killed at random: BATON_CHAOS_SEED=${SEED}\n`);
  const random = new SeededRandom(SEED);
  const house = await openHouse({ ...options, calls: CALLS, random });
  stops.add('house', () => house.close());
  const agents = new Agents(house.url);
  await agents.start();
  const kills = await killing(house, victims, random);
  await house.whole();
  await untilNone('have not called yet', () =>
    Promise.resolve(Array.from({ length: house.crowd.waiting }, () => 'one')),
  );
  await untilNone('still talk, and are not at the desk', async () => {
    const waiting = new Set((await agents.queue()).entries.map(({ session_id }) => session_id));
    return (await unended(house)).filter((id) => !waiting.has(id));
  });
  const queue = await agents.queue();
  expect(missing(house, queue.entries)).toEqual([]);
  expect(new Set(queue.entries.map(({ id }) => id)).size).toBe(queue.entries.length);
  expect(agents.doubled).toEqual([]);
  await agents.stop();
  house.crowd.finish();
  await untilNone('have not gone', () => unended(house));
  await untilNone('were not told of to the customer', () =>
    Promise.resolve(house.crowd.sessions.filter((id) => completions(house, id).length === 0)),
  );
  expect(house.deaths).toEqual([]);
  expect(house.crowd.deaths).toEqual([]);
  const store = await open(house);
  stops.add('store', () => store.close());
  whole(house, await keptIn(store));
  process.stdout.write(`killed ${kills}; the seed was ${SEED}\n`);
}

/** Kills one after the other until all callers have called. How many there were. */
async function killing(
  house: House,
  victims: readonly Victim[],
  random: SeededRandom,
): Promise<number> {
  const kill = {
    backend: () => house.killBackend(),
    postgres: () => house.killPostgres(),
    worker: () => house.killWorker(),
  };
  let kills = 0;
  for (const end = performance.now() + KILLING_MS; performance.now() < end;) {
    await pause(random.between(500, 3000));
    if (house.crowd.waiting === 0 && kills >= LEAST_KILLS) return kills;
    if (await kill[random.pick(victims)]()) kills += 1;
  }
  return kills;
}

/** Ids of the calls that go on, as an operator is told. */
async function unended(house: House): Promise<string[]> {
  const open: string[] = [];
  for (let next: string | null = ''; next !== null;) {
    const before: string = next && `&before=${encodeURIComponent(next)}`;
    const answer = await fetch(`${house.url}/api/calls?limit=200${before}`, { headers: operator });
    const page = CallPage.parse(await answer.json());
    for (const { session_id, ended_at } of page.calls) if (!ended_at) open.push(session_id);
    ({ next } = page);
  }
  return open;
}

/** Callers whom a backend had put into the queue and whose calls go on, and who are in it no more. */
function missing(house: House, entries: readonly { id: string }[]): string[] {
  const there = new Set(entries.map(({ id }) => id));
  return [...house.crowd.queued.keys()].filter((id) => !there.has(id));
}

const completions = ({ customer }: House, session_id: string) =>
  customer.of(session_id).filter(({ payload }) => payload.type === 'call.completed');

/** What was promised is there, each of it once. */
function whole(house: House, kept: Kept): void {
  const { crowd } = house;
  expect(kept.leases).toEqual([]);
  expect(twice(kept.sessions.map(({ room }) => room))).toEqual([]);
  const ends = kept.events.filter(({ type }) => type === 'call_ended');
  expect(kept.sessions.filter(({ epoch }) => epoch > 0)).toHaveLength(
    new Set(ends.map(({ session_id }) => session_id)).size,
  );
  for (const promised of [crowd.stored, crowd.queued]) expect(promised.size).toBeGreaterThan(0);
  const events = new Set(kept.events.map(({ session_id, id }) => `${session_id} ${id}`));
  const lost = [...crowd.stored].flatMap(([call, ids]) =>
    [...ids].filter((id) => !events.has(`${call} ${id}`)),
  );
  expect(lost).toEqual([]);
  for (const { session_id } of kept.sessions.filter(({ epoch }) => epoch > 0))
    expect(new Set(completions(house, session_id).map(({ id }) => id)).size, session_id).toBe(1);
  expect(kept.webhooks.filter(({ outcome }) => outcome !== 'delivered')).toEqual([]);
  const heard = new Set(house.customer.all.map(({ id }) => id));
  expect(kept.webhooks.filter(({ id }) => !heard.has(id))).toEqual([]);
  const of = (type: string) => kept.events.filter((one) => one.type === type).length;
  expect(kept.messages).toHaveLength(of('message_taken'));
  expect(kept.requests.length).toBeLessThanOrEqual(of('callback_scheduled'));
  expect(twice(kept.entries.map(({ session_id }) => session_id))).toEqual([]);
  expect(kept.entries.filter(({ settled_at }) => settled_at === null)).toEqual([]);
}

const twice = (all: readonly string[]) => all.filter((one, at) => all.indexOf(one) !== at);

/** Waits until nobody is left of those who are in the way; the fault names them. */
async function untilNone(what: string, left: () => Promise<readonly string[]>): Promise<void> {
  const limit = performance.now() + SETTLE_LIMIT_MS;
  let cause: unknown;
  for (;;) {
    const there = await left().catch((fault: unknown) => {
      cause = fault;
      return ['no answer'];
    });
    if (there.length === 0) return;
    if (performance.now() > limit)
      throw new Error(`${there.length} ${what}: ${there.slice(0, 5).join(', ')}`, { cause });
    await pause(LOOK_MS);
  }
}
