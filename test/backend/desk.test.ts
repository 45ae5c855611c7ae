import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { settleDeserted } from '../../backend/desk/deserted.ts';
import { leaseBell } from '../../backend/lease-bell.ts';
import { liveKit } from '../../backend/livekit.ts';
import type { Store } from '../../backend/store/store.ts';
import { readEnv } from '../../config/env.ts';
import { CallRecord } from '../../protocol/call-record.ts';
import { Problem } from '../../protocol/problem.ts';
import { CLAIM_MS, DeskClaim, DeskNews, DeskQueue, DUTY_MS } from '../../protocol/desk.ts';
import {
  body,
  claims,
  event,
  LIVEKIT_KEYS,
  operator,
  stand,
  type Stand,
  testStore,
  turn,
  worker,
} from './stand.ts';

type Headers = Record<string, string>;

let store: Store;
let backend: Stand;
let now = new Date();
let kim: Headers;
let lee: Headers;
const ended: string[] = [];
/** Rooms whose caller has gone without a word. */
const deserted = new Set<string>();
let look: () => Promise<void>;

beforeAll(async () => {
  store = await testStore();
  const livekit = {
    ...liveKit(readEnv(LIVEKIT_KEYS)),
    clearDesk: () => Promise.resolve(),
    callerThere: (room: string) => Promise.resolve(!deserted.has(room)),
    endRoom: (room: string) => {
      ended.push(room);
      return Promise.resolve();
    },
  };
  backend = await stand(store, { now: () => now, livekit });
  const { log } = backend;
  const missing = new Set<string>();
  look = () => settleDeserted({ store, livekit, log, bell: leaseBell(), now: () => now }, missing);
  kim = await backend.signIn('an-agent');
  lee = await backend.signIn('an-operator');
});
beforeEach(async () => {
  now = new Date(now.getTime() + 10 * DUTY_MS);
  await store.run((db) => db.deleteFrom('desk_entry').execute());
  await onDuty(kim);
});
afterAll(() => store.close());

const put = (path: string, sent: object, headers: Headers) =>
  backend.app.request(path, { method: 'PUT', headers, body: JSON.stringify(sent) });
const onDuty = (who: Headers, on = true) => put('/api/desk/duty', { on }, who);
const desk = async (headers: Headers = kim) =>
  DeskQueue.parse(await body(await backend.app.request('/api/desk/queue', { headers })));
const record = async (id: string) => {
  const answer = await backend.app.request(`/api/calls/${id}`, { headers: operator });
  return CallRecord.parse(await body(answer));
};
const claim = (id: string, who: Headers) => backend.post(`/api/desk/${id}/claim`, {}, who);
const code = async (answer: Response): Promise<unknown[]> => {
  const { code: said } = Problem.parse(await answer.json());
  return [answer.status, said];
};

/** A caller who is handed to the desk. */
async function caller(queue = 'support') {
  const { session_id } = await backend.openCall({ room: `room ${randomUUID()}` });
  const id = randomUUID();
  const wanted = { id, queue, caller: 'Jo', reason: 'an invoice' };
  const answer = await backend.post(`/api/calls/${session_id}/desk`, wanted);
  const tell = (...events: ReturnType<typeof event>[]) =>
    backend.post(`/api/calls/${session_id}/events`, { events });
  const connected = () =>
    tell(
      event({
        type: 'transfer_judged',
        ...{ attempt_id: id, verdict: 'bridged' },
        evidence: {
          ...{ execution: 'desk', accepted: true, leg_present: true, answered_after_ms: 1 },
          ...{ person_present: true, both_subscribed: true },
        },
      }),
    );
  return { session_id, id, wanted, answer, tell, connected };
}

it('whoever has signed out everywhere is on duty no more', async () => {
  const [one, other] = [await backend.signIn('an-agent'), await backend.signIn('an-agent')];
  const out = (who: Headers) => backend.post('/api/sign-out', {}, who);
  expect((await out(kim)).status).toBe(204);
  expect((await out(one)).status).toBe(204);
  expect((await desk(lee)).on_duty).toEqual(['an-agent']);
  expect((await out(other)).status).toBe(204);
  expect((await desk(lee)).on_duty).toEqual([]);
  kim = await backend.signIn('an-agent');
});

describe('a call that is handed to the desk', () => {
  it('is in its queue for good when the worker hears of it, once however often it is told', async () => {
    const first = await caller();
    expect(DeskNews.parse(await body(first.answer))).toMatchObject({
      ...{ id: first.id, state: 'waiting', position: 1, on_duty: 1, usual_wait_s: null },
    });
    await backend.post(`/api/calls/${first.session_id}/desk`, first.wanted);
    const [second, other] = [await caller(), await caller('sales')];
    expect((await desk()).entries).toMatchObject([
      { id: first.id, position: 1, caller: 'Jo', reason: 'an invoice', summary: null },
      { id: second.id, position: 2 },
      { id: other.id, position: 1, queue: 'sales' },
    ]);
    const { events } = await record(first.session_id);
    expect(events).toMatchObject([
      {
        type: 'desk_enqueued',
        desk_id: first.id,
        queue: 'support',
        reason: 'an invoice',
        epoch: 0,
      },
    ]);
  });

  it('is refused at once where nobody is on duty, or the call is over', async () => {
    now = new Date(now.getTime() + DUTY_MS + 1);
    const { answer, session_id, wanted, tell } = await caller();
    expect(await code(answer)).toEqual([409, 'desk_closed']);
    expect((await desk()).entries).toEqual([]);
    await onDuty(kim);
    await tell(event({ type: 'call_ended', disconnected_by: 'caller' }));
    expect(await code(await backend.post(`/api/calls/${session_id}/desk`, wanted))).toEqual([
      ...[409, 'call_over'],
    ]);
  });

  it('shows what was said, and the summary once it is made', async () => {
    const { session_id, id, tell } = await caller();
    await tell(turn('My invoice is wrong.'));
    await put(`/api/calls/${session_id}/desk/${id}/summary`, { summary: 'Wrong invoice.' }, worker);
    expect((await desk()).entries).toMatchObject([{ summary: 'Wrong invoice.' }]);
    const answer = await backend.app.request(`/api/desk/${id}/transcript`, { headers: kim });
    expect(await body(answer)).toMatchObject({
      turns: [{ role: 'caller', text: 'My invoice is wrong.' }],
    });
    await tell(event({ type: 'call_ended', disconnected_by: 'caller' }));
    const later = await backend.app.request(`/api/desk/${id}/transcript`, { headers: kim });
    expect(await code(later)).toEqual([404, 'unknown_entry']);
  });

  it('leaves the queue with its caller', async () => {
    const [first, second] = [await caller(), await caller()];
    await first.tell(event({ type: 'desk_abandoned', desk_id: first.id, why: 'went_back' }));
    expect((await desk()).entries).toMatchObject([{ id: second.id, position: 1 }]);
    await second.tell(event({ type: 'call_ended', disconnected_by: 'caller' }));
    expect((await desk()).entries).toEqual([]);
    expect(await code(await claim(second.id, kim))).toEqual([409, 'not_waiting']);
  });
});

describe('a caller who has gone while no worker could tell', () => {
  it('is taken off the queue, and nobody else is', async () => {
    const [gone, there] = [await caller(), await caller()];
    deserted.add((await record(gone.session_id)).room);
    await look();
    expect((await desk()).entries).toHaveLength(2);
    now = new Date(now.getTime() + 61_000);
    await look();
    expect((await desk()).entries).toHaveLength(2);
    await look();
    expect((await desk()).entries).toMatchObject([{ id: there.id, position: 1 }]);
    expect((await record(gone.session_id)).events.at(-1)).toMatchObject({
      ...{ type: 'desk_abandoned', why: 'caller_left' },
    });
  });
});

describe('a call at the desk', () => {
  it('is given to one person, with a way into that room and no other', async () => {
    const { id, session_id } = await caller();
    const answers = await Promise.all([claim(id, kim), claim(id, lee)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const won = answers.findIndex(({ status }) => status === 200);
    const name = ['an-agent', 'an-operator'][won]!;
    const claimed = DeskClaim.parse(await body(answers[won]!));
    expect(claimed.entry).toMatchObject({ state: 'claimed', claimed_by: name, position: null });
    const { room } = await record(session_id);
    expect(claims(claimed.token)).toMatchObject({
      sub: expect.stringMatching(new RegExp(`^desk-${id}-`)),
      attributes: { 'baton.desk': id },
      video: { room, roomJoin: true, canPublishData: false },
    });
    expect(await code(answers[1 - won]!)).toEqual([409, 'already_claimed']);
    // After a reload of the page it is theirs still, and told of once.
    expect((await claim(id, [kim, lee][won]!)).status).toBe(200);
    const told = (await record(session_id)).events.filter(({ type }) => type === 'desk_claimed');
    expect(told).toMatchObject([{ by: name }]);
  });

  it('waits again at its old place when whoever took it did not come', async () => {
    const [first, second] = [await caller(), await caller()];
    await claim(first.id, kim);
    expect((await desk()).entries).toMatchObject([{ position: null }, { position: 1 }]);
    now = new Date(now.getTime() + CLAIM_MS + 1);
    expect((await desk()).entries).toMatchObject([
      { id: first.id, state: 'waiting', position: 1, claimed_by: null },
      { id: second.id, position: 2 },
    ]);
    expect((await claim(first.id, lee)).status).toBe(200);
  });

  it('is talked to, and stays with that person', async () => {
    const { id, connected } = await caller();
    await claim(id, kim);
    now = new Date(now.getTime() + 10_000);
    await connected();
    now = new Date(now.getTime() + 10 * CLAIM_MS);
    expect((await desk()).entries).toMatchObject([{ state: 'connected', claimed_by: 'an-agent' }]);
    expect(await code(await claim(id, lee))).toEqual([409, 'already_claimed']);
    await onDuty(lee);
    const next = await caller();
    expect(DeskNews.parse(await body(next.answer))).toMatchObject({ usual_wait_s: 10 });
  });

  it('is handed back with a note, by whoever has it', async () => {
    const { id, session_id, connected } = await caller();
    const back = (who: Headers) => backend.post(`/api/desk/${id}/return`, { note: 'Paid.' }, who);
    expect(await code(await back(kim))).toEqual([409, 'not_yours']);
    await claim(id, kim);
    await connected();
    expect(await code(await back(lee))).toEqual([409, 'not_yours']);
    expect(await body(await back(kim))).toMatchObject({ state: 'returned' });
    expect((await desk()).entries).toEqual([]);
    const { events } = await record(session_id);
    expect(events.filter(({ type }) => type === 'desk_returned')).toMatchObject([
      { by: 'an-agent', note: 'Paid.' },
    ]);
  });

  it('is handed back where no character is there, which is told whoever comes for it', async () => {
    const { id, session_id, connected } = await caller();
    await claim(id, kim);
    await connected();
    const { room } = await record(session_id);
    const answer = await backend.post(`/api/desk/${id}/return`, { note: 'Paid.' }, kim);
    expect(await body(answer)).toMatchObject({ state: 'returned' });
    const { result } = await record(session_id);
    expect(result).toMatchObject({ was_transferred: false, transfer_failed_reason: 'returned' });
    const { taken_over } = await backend.openCall({ session_id, room });
    expect(taken_over?.handed_back).toMatchObject({ note: 'Paid.' });
  });

  it('that was taken and not talked to waits on when it is handed back', async () => {
    const [first, second] = [await caller(), await caller()];
    await claim(first.id, kim);
    expect((await backend.post(`/api/desk/${first.id}/return`, {}, kim)).status).toBe(200);
    expect((await desk()).entries).toMatchObject([
      { id: first.id, state: 'waiting', position: 1 },
      { id: second.id, position: 2 },
    ]);
  });

  it('is ended for the caller too, by whoever has it', async () => {
    const { id, session_id, connected } = await caller();
    await claim(id, kim);
    await connected();
    expect(await code(await backend.post(`/api/desk/${id}/complete`, {}, lee))).toEqual([
      ...[409, 'not_yours'],
    ]);
    const answer = await backend.post(`/api/desk/${id}/complete`, {}, kim);
    expect(await body(answer)).toMatchObject({ state: 'done' });
    expect(ended).toContain((await record(session_id)).room);
  });

  it('is not there for somebody who asks for it by a wrong id', async () => {
    expect(await code(await claim(randomUUID(), kim))).toEqual([404, 'unknown_entry']);
  });
});
