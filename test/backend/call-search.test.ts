import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { body, committed, operator, stand, type Stand, testStore, turn } from './stand.ts';

let store: Store;
let backend: Stand;
const ids: Record<string, string> = {};
const today = () => new Date().toISOString().slice(0, 10);
let day: string;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
  day = today();
  const open = async (name: string, request: object, ...events: object[]) => {
    const { session_id } = await backend.openCall({ room: name, ...request });
    ids[name] = session_id;
    if (events.length > 0) await backend.post(`/api/calls/${session_id}/events`, { events });
  };
  const phone = { channel: 'sip_inbound', caller_id: '+14155550100' };
  await open('invoice', phone, turn('My invoice is "wrong", 100% sure'));
  await open('puncture', {}, turn('I have a puncture'), committed('front-desk', 'technical'));
  await open('strange', {}, turn('a \u0000 in a turn'), turn('half \ud83d'), turn('and a café'));
});
afterAll(() => store.close());

const found = async (query: string): Promise<string[]> => {
  const { calls } = await body(
    await backend.app.request(`/api/calls?${query}`, { headers: operator }),
  );
  const names = Object.fromEntries(Object.entries(ids).map(([name, id]) => [id, name]));
  const sessions = calls as { session_id: string }[];
  return sessions.map(({ session_id }) => names[session_id] ?? '').sort();
};
const q = (text: string) => `q=${encodeURIComponent(text)}`;

it('finds a call by what was said, by its number however written, by character and by id', async () => {
  expect(await found(q('PUNCTURE'))).toEqual(['puncture']);
  expect(await found(q('(415) 555-0100'))).toEqual(['invoice']);
  expect(await found(q('technical'))).toEqual(['puncture']);
  expect(await found(q(ids['strange']!))).toEqual(['strange']);
  expect(await found(q('café'))).toEqual(['strange']);
});

it('takes what is typed as text: no wildcard, no quote, no name of a field', async () => {
  expect(await found(q('100%'))).toEqual(['invoice']);
  expect(await found(q('"wrong"'))).toEqual(['invoice']);
  expect(await found(q('%'))).toEqual(['invoice']);
  expect(await found(q('_____________'))).toEqual([]);
  expect(await found(q('"role"'))).toEqual([]);
  expect(await found(q("'; drop table call_event; --"))).toEqual([]);
});

it('narrows by channel and by day', async () => {
  expect(await found('channel=sip_inbound')).toEqual(['invoice']);
  expect(await found(`from=${day}&to=${today()}`)).toHaveLength(3);
  expect(await found('to=2020-01-01')).toEqual([]);
  // A page says when a day begins and ends where somebody looks at it.
  const from = `${day}T00:00:00.000Z`;
  expect(await found(`from=${from}`)).toHaveLength(3);
  expect(await found(`to=${from}`)).toEqual([]);
  expect(await found(`${q('puncture')}&channel=sip_inbound`)).toEqual([]);
});
