import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { recorderOfReports } from '../../backend/record-events.ts';
import { addReports, type Report } from '../../backend/store/add-events.ts';
import { listEvents } from '../../backend/store/events.ts';
import { holdSession } from '../../backend/store/sessions.ts';
import type { Store } from '../../backend/store/store.ts';
import { event, stand, type Stand, testStore, turn } from './stand.ts';

const ON_POSTGRES = process.env['TEST_DATABASE_URL'] !== undefined;

let store: Store;
let backend: Stand;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

const now = () => new Date();
const aCall = async () => (await backend.openCall({ room: randomUUID() })).session_id;
const keptOf = (session_id: string) =>
  store.run(async (db) => (await listEvents(db, session_id)).map(({ id }) => id));
const ids = ({ events }: Report) => events.map(({ id }) => id);
/** A store that counts its commits. */
function counted() {
  const commits: unknown[] = [];
  const transaction: Store['transaction'] = async (work) => {
    const done = await store.transaction(work);
    commits.push(done);
    return done;
  };
  return { commits, store: { ...store, transaction } };
}

it('what workers report in one moment has one commit, and each its own receipt', async () => {
  const { commits, store } = counted();
  const record = recorderOfReports({ store, now });
  const [a, b] = [await aCall(), await aCall()];
  const said = turn('once');
  const reports = [
    { session_id: a, events: [said, turn('more'), said] },
    { session_id: b, events: [said] },
    { session_id: a, events: [said, turn('at the same time')] },
  ];
  expect(await Promise.all(reports.map(record))).toEqual([
    { accepted: 2, duplicates: 1, late: 0 },
    { accepted: 1, duplicates: 0, late: 0 },
    { accepted: 1, duplicates: 1, late: 0 },
  ]);
  expect(commits).toHaveLength(1);
  expect(await keptOf(b)).toEqual([said.id]);
  expect(new Set(await keptOf(a))).toEqual(new Set([reports[0]!, reports[2]!].flatMap(ids)));
});

it('one that is of no call is told so, and the others are stored', async () => {
  const record = recorderOfReports({ store, now });
  const report = { session_id: await aCall(), events: [turn('here')] };
  const lost = [randomUUID(), 'no-uuid'].map((session_id) => ({ session_id, events: [turn('x')] }));
  expect(await Promise.all([lost[0]!, report, lost[1]!].map(record))).toEqual([
    undefined,
    { accepted: 1, duplicates: 0, late: 0 },
    undefined,
  ]);
  expect(await keptOf(report.session_id)).toEqual(ids(report));
});

it('one that cannot be stored takes nothing of the others with it, and nothing of it stays', async () => {
  const [well, ill] = [await aCall(), await aCall()];
  const record = recorderOfReports({ store, now });
  const [stored, refused] = await Promise.allSettled([
    record({ session_id: well, events: [turn('well')] }),
    record({ session_id: ill, events: [turn('ill'), turn('more than fits', { seq: 2 ** 70 })] }),
  ]);
  expect(stored).toMatchObject({ value: { accepted: 1 } });
  expect(refused).toMatchObject({
    status: 'rejected',
    reason: { code: expect.stringMatching(/^22/) as string },
  });
  expect([(await keptOf(well)).length, (await keptOf(ill)).length]).toEqual([1, 0]);
});

it('where the store is away all of them hear it, and nobody asks it once more', async () => {
  let asked = 0;
  const away = () => {
    asked += 1;
    return Promise.reject(new Error('no answer'));
  };
  const record = recorderOfReports({ store: { ...store, transaction: away }, now });
  const answers = await Promise.allSettled(
    [1, 2, 3].map(() => record({ session_id: randomUUID(), events: [turn('x')] })),
  );
  expect(answers.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
  expect(asked).toBe(1);
});

it('an id in capital letters is the same id', async () => {
  const record = recorderOfReports({ store, now });
  const session_id = await aCall();
  const said = turn('once');
  const again = { ...said, id: said.id.toUpperCase() };
  expect(await record({ session_id, events: [again] })).toMatchObject({ accepted: 1 });
  expect(await record({ session_id, events: [said] })).toMatchObject({ duplicates: 1 });
});

it('each is late or not by the epoch of its own call', async () => {
  const [old, young] = [await aCall(), await aCall()];
  await backend.openCall({ session_id: old, room: await roomOf(old) });
  const reports = [old, young].map((session_id) => ({ session_id, events: [turn('one')] }));
  expect(await addReports(store, reports, now())).toEqual([
    { accepted: 1, duplicates: 0, late: 1 },
    { accepted: 1, duplicates: 0, late: 0 },
  ]);
});

it('a report is followed as it was told, whatever its ids and times are', async () => {
  // By the plans for these parameters, and by the one for any that is kept after them.
  for (let round = 0; round < 10; round += 1) {
    const calls = [await aCall(), await aCall(), await aCall()];
    const reports = calls.map((session_id) => ({
      session_id,
      events: Array.from({ length: 40 }, (_, n) => turn(`line ${n}`, { seq: 40 - n })),
    }));
    await addReports(store, reports, now());
    const followed = await store.run((db) =>
      db
        .selectFrom('call_event')
        .select('body')
        .where('session_id', 'in', calls)
        .orderBy('position')
        .execute(),
    );
    expect(followed.map(({ body }) => body.id)).toEqual(reports.flatMap(ids));
  }
});

it('what means something is stored for itself, with all that it means', async () => {
  const [ends, goes] = [await aCall(), await aCall()];
  const { commits, store } = counted();
  const record = recorderOfReports({ store, now });
  await Promise.all([
    record({ session_id: goes, events: [turn('one')] }),
    record({
      session_id: ends,
      events: [event({ type: 'call_ended', disconnected_by: 'caller' })],
    }),
  ]);
  expect(commits).toHaveLength(2);
  const open = async (session_id: string) =>
    backend.post('/api/calls', { session_id, room: await roomOf(session_id), channel: 'console' });
  expect([(await open(ends)).status, (await open(goes)).status]).toEqual([409, 200]);
});

it.runIf(ON_POSTGRES)(
  'one that waits for whoever holds its call keeps nobody waiting',
  async () => {
    const [held, free] = [await aCall(), await aCall()];
    const record = recorderOfReports({ store, now });
    let letGo = () => {};
    const released = new Promise<void>((resolve) => (letGo = resolve));
    const holding = new Promise<void>((resolve, reject) => {
      store
        .transaction(async (tx) => {
          await holdSession(tx, held);
          resolve();
          await released;
        })
        .catch(reject);
    });
    await holding;
    let answered = false;
    const waits = record({ session_id: held, events: [turn('held')] });
    void waits.then(() => (answered = true));
    expect(await record({ session_id: free, events: [turn('free')] })).toMatchObject({
      accepted: 1,
    });
    expect(answered).toBe(false);
    letGo();
    expect(await waits).toMatchObject({ accepted: 1 });
    expect(await keptOf(held)).toHaveLength(1);
  },
);

async function roomOf(session_id: string): Promise<string> {
  const { room } = await store.run((db) =>
    db
      .selectFrom('call_session')
      .select('room')
      .where('session_id', '=', session_id)
      .executeTakeFirstOrThrow(),
  );
  return room;
}
