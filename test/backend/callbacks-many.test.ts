import { describe, expect, it } from 'vitest';
import { callbacksStand, DIALING, OPENS } from './callbacks-stand.ts';
import { event, turn } from './stand.ts';

const { here, ask, begin, list, lookAt, notAnswered, send, steer } = callbacksStand();

describe('many callbacks that are due', () => {
  const numbers = ['+14155556001', '+14155556002', '+14155556003', '+14155556004', '+14155556005'];
  const dialled = () => here.phone.dispatches.map((one) => one.metadata.dial);
  const askAll = async () => {
    for (const [at, to] of numbers.entries())
      await ask({ number: to, due_at: new Date(Date.parse(OPENS) - at * 1000).toISOString() });
  };
  const endCallTo = async (to: string) => {
    const { room, metadata } = here.phone.to(to).at(-1)!;
    const opening = { session_id: metadata.session_id, room, channel: 'sip_outbound' };
    const { session_id } = await here.backend.openCall(opening);
    await send(
      session_id,
      turn('Hello?'),
      event({ type: 'call_ended', disconnected_by: 'caller' }),
    );
  };
  const [first, second, third, fourth] = [...numbers].reverse();

  it('are placed three at once, those that wait longest first; each that ends lets one in', async () => {
    await askAll();
    await lookAt(OPENS);
    expect(dialled()).toEqual([first, second, third]);
    await endCallTo(second!);
    await here.job.look();
    expect(dialled()).toEqual([first, second, third, fourth]);
  });

  it('are three at once for two backends on one store together', async () => {
    await askAll();
    here.now = new Date(OPENS);
    const other = begin();
    await Promise.all([here.job.look(), other.look()]);
    await Promise.all([here.job.look(), other.look()]);
    await other.close();
    expect(dialled().sort()).toEqual([first, second, third].sort());
  });

  it('wait while all lines are busy, and are placed once a call has ended', async () => {
    await askAll();
    await here.job.close();
    await here.store.run((db) => db.deleteFrom('call_lease').execute());
    here.job = begin(DIALING, 3, 1);
    const opening = { room: 'busy', channel: 'sip_inbound', caller: 'sip_1' };
    const { session_id } = await here.backend.openCall(opening);
    await lookAt(OPENS);
    expect(dialled()).toEqual([]);
    await send(session_id, event({ type: 'call_ended', disconnected_by: 'caller' }));
    await here.job.look();
    expect(dialled()).not.toEqual([]);
  });

  it('are still three when the backend was another one before', async () => {
    await askAll();
    await lookAt(OPENS);
    await here.job.close();
    here.job = begin();
    await here.job.look();
    expect(dialled()).toHaveLength(3);
  });

  it('to one number ring it one after the other', async () => {
    await ask();
    await ask({ character: 'billing', due_at: OPENS });
    await lookAt(OPENS);
    expect(here.phone.to(here.number)).toHaveLength(1);
    await notAnswered('busy');
    await here.job.look();
    expect(here.phone.to(here.number)).toHaveLength(2);
  });

  it('ring one number three times a day at most, however many were asked for', async () => {
    const wishes = ['office', 'billing', 'technical', 'front-desk'];
    for (const character of wishes) await ask({ character, due_at: OPENS });
    await lookAt(OPENS);
    for (let call = 0; call < 3; call += 1) {
      await endCallTo(here.number);
      await here.job.look();
    }
    expect(here.phone.to(here.number)).toHaveLength(3);
    const [last] = await list('?state=waiting');
    expect(last!.due_at).toBe('2026-12-03T03:30:00.000Z');
    await steer(last!.callback_id, 'now');
    await here.job.look();
    expect(here.phone.to(here.number)).toHaveLength(3);
    await here.job.close();
    here.job = begin();
    await lookAt('2026-12-03T03:29:59.000Z');
    expect(here.phone.to(here.number)).toHaveLength(3);
    await lookAt('2026-12-03T03:30:00.000Z');
    expect(here.phone.to(here.number)).toHaveLength(4);
  });
});
