import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { event, stand, testStore, type Stand } from './stand.ts';

let store: Store;
let backend: Stand;
beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

const arrival = () => {
  const room = `call-${randomUUID()}`;
  return { room, channel: 'sip_inbound', caller: `sip_${room}` };
};
const sessionsIn = (room: string) =>
  store.run((db) => db.selectFrom('call_session').selectAll().where('room', '=', room).execute());

describe('an opening whose answer was lost', () => {
  it('comes again and is the same call, of a later epoch', async () => {
    const call = arrival();
    const lost = await backend.openCall(call);
    const again = await backend.openCall(call);
    expect(again).toMatchObject({ session_id: lost.session_id, epoch: 2 });
    expect(await sessionsIn(call.room)).toHaveLength(1);
  });

  it('and the one that is sent instead of it are one call in the same moment', async () => {
    const call = arrival();
    const answers = await Promise.all([1, 2, 3].map(() => backend.openCall(call)));
    expect(new Set(answers.map(({ session_id }) => session_id)).size).toBe(1);
    expect(answers.map(({ epoch }) => epoch).sort()).toEqual([1, 2, 3]);
  });
});

describe('another call', () => {
  it('is whoever calls in that room once the first has ended', async () => {
    const call = arrival();
    const { session_id } = await backend.openCall(call);
    const ended = event({ type: 'call_ended', disconnected_by: 'caller' });
    await backend.post(`/api/calls/${session_id}/events`, { events: [ended] });
    expect((await backend.openCall(call)).session_id).not.toBe(session_id);
  });

  it('is another caller in that room, or in another room', async () => {
    const call = arrival();
    const opened = [
      await backend.openCall(call),
      await backend.openCall({ ...call, caller: 'sip_other' }),
      await backend.openCall({ ...arrival(), caller: call.caller }),
    ];
    expect(new Set(opened.map(({ session_id }) => session_id)).size).toBe(3);
  });
});
