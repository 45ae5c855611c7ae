import { describe, expect, it } from 'vitest';
import { callbacksStand, MINUTE_MS, OPENS } from './callbacks-stand.ts';
import { body, event, turn } from './stand.ts';

const { here, ask, begin, find, lookAt, notAnswered, send, takeCall } = callbacksStand();

describe('a callback that is placed', () => {
  it('is done once somebody has answered', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const { session_id } = await takeCall();
    await send(session_id, turn('Hello?'));
    expect((await find(callback_id)).state).toBe('placed');
    await send(session_id, event({ type: 'call_ended', disconnected_by: 'error' }));
    expect(await find(callback_id)).toMatchObject({ state: 'done', last_outcome: 'answered' });
  });

  it.each(['caller', 'agent', 'silence'] as const)(
    'and answered by silence, and ended by %s, is called again as one not answered',
    async (disconnected_by) => {
      const { callback_id } = await ask();
      await lookAt(OPENS);
      const { session_id } = await takeCall();
      const greeting = turn('Hi, Olivia here.', { role: 'agent' });
      await send(session_id, greeting, event({ type: 'call_ended', disconnected_by }));
      expect(await find(callback_id)).toMatchObject({
        ...{ state: 'waiting', attempts: 1, last_outcome: 'no_answer' },
        due_at: new Date(Date.parse(OPENS) + 30 * MINUTE_MS).toISOString(),
      });
    },
  );

  it('and answered by silence three times is given up', async () => {
    const { callback_id } = await ask();
    for (let at = 0; at < 3; at += 1) {
      await lookAt(Date.parse(OPENS) + at * 30 * MINUTE_MS);
      const { session_id } = await takeCall();
      await send(session_id, event({ type: 'call_ended', disconnected_by: 'agent' }));
    }
    expect(await find(callback_id)).toMatchObject({
      ...{ state: 'failed', attempts: 3, last_outcome: 'no_answer' },
    });
  });

  it.each([
    ['who only pressed a key', [event({ type: 'digits', digits: '1' })], 'caller'],
    ['who was put through to a person', [], 'transfer'],
  ] as const)('is done for somebody %s', async (_who, happened, disconnected_by) => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const { session_id } = await takeCall();
    await send(session_id, ...happened, event({ type: 'call_ended', disconnected_by }));
    expect(await find(callback_id)).toMatchObject({ state: 'done', last_outcome: 'answered' });
  });

  it('and not answered is placed again after half an hour, three times at most', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    await notAnswered('busy');
    const again = new Date(Date.parse(OPENS) + 30 * MINUTE_MS);
    expect(await find(callback_id)).toMatchObject({
      ...{ state: 'waiting', attempts: 1, last_outcome: 'busy', due_at: again.toISOString() },
    });
    await lookAt(again.getTime() - 1);
    expect(here.phone.to(here.number)).toHaveLength(1);
    await lookAt(again.getTime());
    await notAnswered('no_answer');
    await lookAt(again.getTime() + 30 * MINUTE_MS);
    expect(here.phone.to(here.number)).toHaveLength(3);
    await notAnswered('declined');
    expect(await find(callback_id)).toMatchObject({
      ...{ state: 'failed', attempts: 3, last_outcome: 'declined' },
    });
    await lookAt('2026-12-10T06:00:00.000Z');
    expect(here.phone.to(here.number)).toHaveLength(3);
  });

  it('is not placed again after hours', async () => {
    const { callback_id } = await ask({ due_at: '2026-12-02T12:15:00.000Z' });
    await lookAt('2026-12-02T12:15:00.000Z');
    await notAnswered('no_answer');
    await lookAt('2026-12-02T12:45:00.000Z');
    expect(here.phone.to(here.number)).toHaveLength(1);
    expect((await find(callback_id)).due_at).toBe('2026-12-03T03:30:00.000Z');
  });

  it('and never opened by a worker is placed again; a worker that comes late does not dial', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const [first] = here.phone.to(here.number);
    await lookAt(Date.parse(OPENS) + 2 * MINUTE_MS - 1);
    expect(here.phone.to(here.number)).toHaveLength(1);
    await lookAt(Date.parse(OPENS) + 2 * MINUTE_MS);
    expect(here.phone.to(here.number)).toHaveLength(2);
    expect(here.phone.ended).toEqual([first!.room]);
    expect((await find(callback_id)).attempts).toBe(2);
    const late = await here.backend.post('/api/calls', {
      ...{ session_id: first!.metadata.session_id, room: first!.room, channel: 'sip_outbound' },
    });
    expect((await body(late)).code).toBe('unknown_session');
    await takeCall();
  });

  it('and lost by its worker while it rang is placed again, but not while somebody is there', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const { call } = await takeCall();
    here.phone.people.set(call.room, [{ sid: 'PA_1', is: 'agent' }]);
    await lookAt(Date.parse(OPENS) + 10 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('placed');
    here.phone.people.delete(call.room);
    await lookAt(Date.parse(OPENS) + 20 * MINUTE_MS);
    expect(await find(callback_id)).toMatchObject({
      state: 'waiting',
      last_outcome: 'worker_lost',
    });
  });

  it('is not taken for lost while its worker is on its way into the room', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    here.now = new Date(Date.parse(OPENS) + 2 * MINUTE_MS - 1);
    await takeCall();
    await lookAt(Date.parse(OPENS) + 2 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('placed');
    await lookAt(Date.parse(OPENS) + 4 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('waiting');
  });

  it('is not taken for lost by a backend that was away, before workers could tell it', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    await takeCall();
    await here.job.close();
    here.now = new Date(Date.parse(OPENS) + 60 * MINUTE_MS);
    here.job = begin();
    await here.job.look();
    expect((await find(callback_id)).state).toBe('placed');
    await lookAt(here.now.getTime() + 2 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('waiting');
  });

  it('and taken for lost is done after all when its end is told late', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const { session_id } = await takeCall();
    await lookAt(Date.parse(OPENS) + 10 * MINUTE_MS);
    expect((await find(callback_id)).state).toBe('waiting');
    await send(
      session_id,
      turn('Hello?'),
      event({ type: 'call_ended', disconnected_by: 'caller' }),
    );
    expect((await find(callback_id)).state).toBe('done');
  });

  it('and not answered gives way to a newer request', async () => {
    const { callback_id } = await ask();
    await lookAt(OPENS);
    const newer = await ask({ due_at: '2026-12-03T03:30:00.000Z' });
    await notAnswered('busy');
    expect(await find(callback_id)).toMatchObject({ state: 'cancelled' });
    expect(await find(newer.callback_id)).toMatchObject({ state: 'waiting' });
  });
});
