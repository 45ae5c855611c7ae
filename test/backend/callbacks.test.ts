import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { recordEvents } from '../../backend/record-events.ts';
import { listEvents } from '../../backend/store/events.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';
import { callbacksStand, DIALING, HOURS, MINUTE_MS, OFFICE, OPENS } from './callbacks-stand.ts';
import { body, CAST, characterText, turn } from './stand.ts';

const { here, ask, begin, cast, find, list, lookAt, scheduled, send, steer, takeCall } =
  callbacksStand();

describe('a callback', () => {
  it('is placed in the next window and not before', async () => {
    const { callback_id, session_id } = await ask();
    await lookAt('2026-12-02T03:29:59.000Z');
    expect(here.phone.to(here.number)).toEqual([]);
    expect(await find(callback_id)).toMatchObject({
      ...{
        session_id,
        number: here.number,
        name: 'Ada',
        reason: 'an invoice',
        character: 'office',
      },
      ...{ state: 'waiting', attempts: 0, last_outcome: null, due_at: OPENS, any_hour: false },
    });
    await lookAt(OPENS);
    await here.job.look();
    expect(here.phone.to(here.number)).toHaveLength(1);
    const placed = await find(callback_id);
    expect(placed).toMatchObject({ state: 'placed', attempts: 1 });
    expect(here.phone.to(here.number)[0]!.metadata.session_id).toBe(placed.placed_session_id);
  });

  it('waits for the hours as they are when it comes due', async () => {
    const { callback_id } = await ask();
    const later = HOURS.replace('09:00', '11:00').replace('}', ', holidays: ["2026-12-02"] }');
    const text = characterText('Olivia', `routing_config: { business_hours: ${later} }\n`);
    await cast({ ...CAST, ...OFFICE, 'office.md': text });
    await lookAt(OPENS);
    expect(here.phone.to(here.number)).toEqual([]);
    expect((await find(callback_id)).due_at).toBe('2026-12-03T05:30:00.000Z');
    await lookAt('2026-12-03T05:30:00.000Z');
    expect(here.phone.to(here.number)).toHaveLength(1);
  });

  it('to a character without hours keeps to those of the one who took the request', async () => {
    const { callback_id } = await ask(
      { character: 'billing', due_at: here.now.toISOString() },
      { character: 'router' },
    );
    await here.job.look();
    expect(here.phone.to(here.number)).toEqual([]);
    expect((await find(callback_id)).due_at).toBe(OPENS);
  });

  it('connects the right character, who knows what was said and of whom', async () => {
    const asked = await ask({}, { caller_id: here.number });
    await here.store.run((db) =>
      db
        .updateTable('call_session')
        .set({ verified: '{"id":"u1","tier":"vip"}', user_id: 'u1' })
        .where('session_id', '=', asked.session_id)
        .execute(),
    );
    await lookAt(OPENS);
    const bundle = await takeCall();
    expect(bundle.character.slug).toBe('office');
    expect(bundle.channel).toBe('sip_outbound');
    expect(bundle.call.caller_id).toBe(here.number);
    expect(bundle.variables).toEqual({ account_id: 42 });
    expect(bundle.user.verified).toEqual({ id: 'u1', tier: 'vip' });
    expect(bundle.user.previous_calls).toMatchObject([{ session_id: asked.session_id }]);
    expect(bundle.callback).toEqual({
      reason: 'an invoice',
      name: 'Ada',
      asked_at: '2026-12-01T14:30:00.000Z',
      conversation: 'Caller: I have a question about an invoice.\nRiley: We are closed now.',
    });
  });

  it('brings the last forty turns, and none of a worker that had lost its call', async () => {
    const { session_id } = await ask();
    const turns = Array.from({ length: 60 }, (_, at) => turn(`turn ${at}`));
    await send(session_id, ...turns);
    const { room } = (await here.store.run((db) =>
      db
        .selectFrom('call_session')
        .select('room')
        .where('session_id', '=', session_id)
        .executeTakeFirst(),
    ))!;
    await here.backend.openCall({ session_id, room });
    await send(session_id, turn('too late'));
    await lookAt(OPENS);
    const said = (await takeCall()).callback!.conversation.split('\n');
    expect(said).toHaveLength(40);
    expect(said.at(0)).toBe('Caller: turn 20');
    expect(said.at(-1)).toBe('Caller: turn 59');
  });

  it('of a worker that had lost its call is not kept', async () => {
    const room = randomUUID();
    const { session_id } = await here.backend.openCall({ room });
    await here.backend.openCall({ room, session_id });
    await send(session_id, scheduled({ epoch: 1 }));
    expect(await list()).toEqual([]);
  });

  it('that is told again is one', async () => {
    const { session_id, wish, callback_id } = await ask();
    await send(session_id, wish);
    await send(session_id, { ...wish, id: randomUUID() });
    expect((await find(callback_id)).requests).toHaveLength(1);
    await lookAt(OPENS);
    await takeCall();
    await send(session_id, { ...wish, id: randomUUID() });
    expect(await list()).toHaveLength(1);
  });

  it('whose words hold what the store cannot is kept all the same', async () => {
    const { session_id } = await here.backend.openCall({ room: randomUUID() });
    await send(session_id, scheduled({ reason: 'bad \u0000 reason' }));
    expect(await list()).toMatchObject([{ reason: 'bad \ufffd reason' }]);
  });

  it('is kept with its event or not at all', async () => {
    const broken = () => Promise.reject(new Error('the outbox is full'));
    const webhooks = { write: broken, wake: () => undefined, close: () => Promise.resolve() };
    const { session_id } = await here.backend.openCall({ room: randomUUID() });
    const events = [scheduled()];
    const deps = { store: here.store, webhooks, now: () => here.now };
    await expect(recordEvents(deps, session_id, events)).rejects.toThrow('the outbox is full');
    expect(await list()).toEqual([]);
    expect(await here.store.run((db) => listEvents(db, session_id))).toEqual([]);
  });

  it('of two people behind one number is each their own, with their own name', async () => {
    const ada = await ask();
    here.now = new Date(here.now.getTime() + MINUTE_MS);
    const bo = await ask({ reason: 'a refund', character: 'billing', name: 'Bo' });
    expect(await find(ada.callback_id)).toMatchObject({
      ...{ state: 'waiting', name: 'Ada', reason: 'an invoice', character: 'office' },
      requests: [{ callback_id: ada.callback_id }],
    });
    expect(await find(bo.callback_id)).toMatchObject({
      ...{ state: 'waiting', name: 'Bo', reason: 'a refund', character: 'billing' },
      requests: [{ callback_id: bo.callback_id }],
    });
    await steer(bo.callback_id, 'cancel');
    await lookAt(OPENS);
    expect((await takeCall()).callback).toMatchObject({ name: 'Ada', reason: 'an invoice' });
  });

  it('never calls somebody by the name of another who shares the number', async () => {
    const { callback_id } = await ask({ name: 'Ada' });
    here.now = new Date(here.now.getTime() + MINUTE_MS);
    await ask({ name: undefined, reason: 'a refund' });
    expect(await find(callback_id)).toMatchObject({
      ...{ name: null, reason: 'a refund' },
      requests: [{ name: 'Ada' }, { name: null }],
    });
    await lookAt(OPENS);
    expect((await takeCall()).callback).toMatchObject({ name: null, reason: 'a refund' });
  });

  it('asked for again is one call, as the newest request wants it', async () => {
    const first = await ask();
    const other = await ask({ number: '+14155559999' });
    here.now = new Date(here.now.getTime() + MINUTE_MS);
    const due_at = '2026-12-03T03:30:00.000Z';
    const second = await ask({ reason: 'a refund', due_at });
    const callbacks = await list('?state=waiting');
    expect(callbacks.map((one) => one.callback_id).sort()).toEqual(
      [first.callback_id, other.callback_id].sort(),
    );
    const kept = await find(first.callback_id);
    expect(kept).toMatchObject({ reason: 'a refund', name: 'Ada', due_at });
    expect(kept.session_id).toBe(second.session_id);
    expect(kept.requests).toMatchObject([
      { callback_id: first.callback_id, reason: 'an invoice' },
      { callback_id: second.callback_id, reason: 'a refund' },
    ]);
    // The second one's id leads to the same.
    expect((await body(await steer(second.callback_id, 'cancel'))).callback_id).toBe(
      first.callback_id,
    );
  });

  it('that is heard of after a newer one is recorded and changes nothing', async () => {
    const newest = await ask();
    const at = new Date(here.now.getTime() - MINUTE_MS).toISOString();
    const belated = await ask({ at, reason: 'an older wish' });
    expect(await list()).toHaveLength(1);
    const kept = await find(newest.callback_id);
    expect(kept).toMatchObject({ reason: 'an invoice', session_id: newest.session_id });
    expect(kept.requests.map((one) => one.callback_id)).toEqual([
      belated.callback_id,
      newest.callback_id,
    ]);
  });

  it.each([
    ['+19005550123', DIALING, 'cost extra'],
    ['+4915112345678', DIALING, 'country'],
    ['+14155550123', DialingPolicy.parse({ countries: ['US'] }), 'outbound_trunk'],
  ])('to %s that policy does not let through fails aloud (%#)', async (to, dialing, because) => {
    await here.job.close();
    here.job = begin(dialing);
    const { callback_id } = await ask({ number: to });
    await lookAt(OPENS);
    const failed = await find(callback_id);
    expect(failed.state).toBe('failed');
    expect(failed.last_outcome).toContain(because);
    expect(here.phone.dispatches).toEqual([]);
    expect(here.lines.some((line) => line.includes('is given up') && line.includes(because))).toBe(
      true,
    );
    expect(here.lines.join('')).not.toContain(to);
  });

  it('whose character is gone is spoken by the front desk', async () => {
    await ask();
    await cast(CAST);
    await lookAt(OPENS);
    expect((await takeCall()).character.slug).toBe('front-desk');
  });

  it('that nobody can speak fails', async () => {
    const { callback_id } = await ask();
    await cast({ 'front-desk.md': characterText('Riley', 'enabled: false\n') });
    await lookAt(OPENS);
    expect(await find(callback_id)).toMatchObject({
      state: 'failed',
      last_outcome: 'office is gone or off, and no front desk stands in.',
    });
  });
});
