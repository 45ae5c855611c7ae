import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { recordEvents } from '../../backend/record-events.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import { callbacksStand, OPENS } from './callbacks-stand.ts';
import { event, turn } from './stand.ts';

const { here, ask, lookAt, scheduled, takeCall } = callbacksStand();

describe('the job', () => {
  const woken = async (session_id: string, ...events: CallEvent[]) => {
    let times = 0;
    const callbacks = { wake: () => void (times += 1) };
    await recordEvents({ store: here.store, callbacks, now: () => here.now }, session_id, events);
    return times;
  };
  const ends = () => event({ type: 'call_ended', disconnected_by: 'caller' });

  it('is woken by a request, once however often it is told', async () => {
    const { session_id } = await here.backend.openCall({ room: randomUUID() });
    const wish = scheduled();
    expect(await woken(session_id, turn('Call me back.'), wish)).toBe(1);
    expect(await woken(session_id, wish)).toBe(0);
  });

  it('is woken by the end of a call that was placed for a callback', async () => {
    await ask();
    await lookAt(OPENS);
    const { session_id } = await takeCall();
    expect(await woken(session_id, turn('Hello?'))).toBe(0);
    expect(await woken(session_id, ends())).toBe(1);
  });

  it('is left alone by words, by the end of another call, and by a worker that lost its call', async () => {
    const room = randomUUID();
    const { session_id } = await here.backend.openCall({ room });
    expect(await woken(session_id, turn('Hello.'), turn('I have a question.'))).toBe(0);
    await here.backend.openCall({ room, session_id });
    expect(await woken(session_id, scheduled({ epoch: 1 }))).toBe(0);
    expect(await woken(session_id, event({ ...ends(), id: randomUUID(), epoch: 2 }))).toBe(0);
  });
});
