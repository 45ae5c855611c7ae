import { afterEach, describe, expect, it } from 'vitest';
import { deriveTransferState } from '../../call/transfer-state.ts';
import { RoutingConfig } from '../../protocol/routing.ts';
import { TransferTarget } from '../../protocol/transfer-target.ts';
import { type ACall, aCall, type CallSetup, type Script } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';

const desk = TransferTarget.parse({
  ...{ id: 'support', label: 'our support desk', method: 'agent_desk', type: 'agent_queue' },
  value: 'support',
});
const riley = aCharacter({
  ...{ slug: 'front-desk', name: 'Riley', greeting: 'Hi.' },
  agent_desk_enabled: true,
  transfer_targets: [desk],
});

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

const wantsAPerson: Script = (text) =>
  text.includes('person')
    ? { calls: [{ name: 'transfer_call', args: { reason: 'a late invoice' } }] }
    : { say: `Riley heard: ${text}` };

/** A caller who has asked for a person. */
async function asking(setup: Partial<CallSetup> = {}, prepare = (_: ACall): void => undefined) {
  call = await aCall({
    characters: [riley],
    scripts: { 'front-desk': wantsAPerson },
    channel: 'web',
    ...setup,
  });
  prepare(call);
  call.session.generateReply({ userInput: 'I want a person.' });
  return call;
}

const spoken = (c: ACall) =>
  c.events.flatMap((e) => (e.type === 'turn' && e.role === 'agent' ? [e.text] : []));
/** A turn of the caller, as the session tells it. */
const says = (c: ACall, text: string) => {
  c.conversation.caught(text);
  expect(c.conversation.heard(text)).toEqual({ hold: true });
};
const types = (c: ACall) => c.events.map(({ type }) => type);
const said = (c: ACall, words: string) =>
  c.until(`"${words}" is said`, () => spoken(c).some((text) => text.includes(words)));
const music = (c: ACall) => c.until('music plays', () => c.desk.holds.at(-1) === 'music');
const withPerson = async (c: ACall) => {
  await music(c);
  c.desk.tell({ state: 'claimed', position: null });
  c.desk.personIs(true);
  await c.event('transfer_judged');
  await said(c, 'You are connected to our support desk');
};
const state = (c: ACall) =>
  deriveTransferState(
    c.events.map((draft, seq) => ({
      ...draft,
      ...{ id: `00000000-0000-4000-8000-${String(seq).padStart(12, '0')}`, epoch: 1, seq },
      at: '2026-01-01T10:00:00.000Z',
    })),
  );

describe('a caller who asks for a person where there is a desk', () => {
  it('is asked for no sign of life and not let go by the clock, in line and with the person', async () => {
    const c = await asking();
    const clock = () => [c.conversation.attending, c.conversation.elsewhere];
    await music(c);
    expect(clock()).toEqual([false, true]);
    await withPerson(c);
    expect(clock()).toEqual([false, true]);
    c.desk.tell({ state: 'returned', position: null });
    await said(c, 'You are back with Riley');
    await c.until('Riley has the call', () => c.conversation.attending);
    c.conversation.pressed('4');
    expect(clock()).toEqual([false, false]);
  });

  it('is in the queue before that is announced, hears where they stand, and music', async () => {
    const c = await asking();
    await said(c, 'You are number 2 in line. The last callers waited about 3 minutes.');
    await music(c);
    const { events } = c;
    const sent = events.findIndex(({ type }) => type === 'transfer_sent');
    const announced = events.findIndex((e) => e.type === 'turn' && e.text.includes('in line for'));
    expect(sent).toBeGreaterThan(0);
    expect(announced).toBeGreaterThan(sent);
    expect(events[sent]).toMatchObject({
      ...{ method: 'agent_desk', destination: 'support', reason: 'a late invoice' },
    });
    expect(c.desk.enqueued).toMatchObject([
      { queue: 'support', reason: 'a late invoice', caller: null },
    ]);
    // Nobody can call back a page.
    expect(spoken(c).join(' ')).not.toContain('press one');
    expect(spoken(c).join(' ')).toContain('press two');
    await c.until('a summary is kept', () => c.desk.summaries.length === 1);
    expect(c.desk.summaries[0]).toContain('I want a person');
    expect(state(c)).toMatchObject({ was_transferred: false });
  });

  it('hears at once that nobody is there, and can go on', async () => {
    const c = await asking({}, ({ desk }) => {
      desk.refuses = 'desk_closed';
    });
    await said(c, 'nobody is at our support desk right now');
    expect(types(c)).not.toContain('transfer_sent');
    expect(await c.event('transfer_failed')).toMatchObject({ error: 'desk_closed' });
    c.session.generateReply({ userInput: 'Then help me.' });
    await said(c, 'Riley heard: Then help me.');
  });

  it('is in no queue where the backend was not heard, whatever became of the request', async () => {
    const c = await asking({}, ({ desk }) => {
      desk.refuses = 'desk_unavailable';
    });
    await said(c, 'could not put you through');
    expect(await c.event('desk_abandoned')).toMatchObject({ why: 'went_back' });
  });

  it('is with the person who comes, and the record says so', async () => {
    const c = await asking();
    await withPerson(c);
    expect(c.desk.holds).toContain('tone');
    expect(await c.event('transfer_judged')).toMatchObject({
      verdict: 'bridged',
      evidence: { execution: 'desk', accepted: true, both_subscribed: true },
    });
    expect(c.ended.by).toBeNull();
    expect(state(c)).toMatchObject({ was_transferred: true, transfer_method: 'agent_desk' });
    // What the two say to each other is nobody else's.
    says(c, 'My secret is 42.');
    c.conversation.callerGone();
    await c.until('the call ends', () => c.ended.by !== null);
    expect(c.ended.by).toBe('transfer_to_agent');
  });

  it('is back with the character when the person hands the call back, whose note it knows', async () => {
    const c = await asking();
    await withPerson(c);
    says(c, 'This was for the person.');
    c.desk.tell({ state: 'returned', note: 'The invoice is paid.' });
    c.desk.personIs(false);
    await said(c, 'You are back with Riley');
    expect(state(c)).toMatchObject({ was_transferred: false, transfer_failed_reason: 'returned' });
    c.session.generateReply({ userInput: 'Thanks.' });
    await said(c, 'Riley heard: Thanks.');
    const asked = JSON.stringify(c.minds['front-desk']!.asked.at(-1));
    expect(asked).toContain('The invoice is paid.');
    expect(asked).not.toContain('This was for the person.');
  });

  it('waits on when whoever came has gone again before the two could talk', async () => {
    const c = await asking();
    await music(c);
    c.desk.bothTalk = () => {
      c.desk.personIs(false);
      return Promise.resolve(false);
    };
    c.desk.personIs(true);
    await said(c, 'number 2 in line');
    await music(c);
    expect(types(c)).not.toContain('transfer_judged');
  });
});

describe('a caller who waits at the desk', () => {
  it('goes back to the character by a word or by a key', async () => {
    for (const leave of [
      (c: ACall) => {
        says(c, 'Please take me back.');
      },
      (c: ACall) => {
        c.conversation.pressed('2');
      },
    ]) {
      const c = await asking();
      await music(c);
      leave(c);
      await said(c, 'back with me');
      expect(await c.event('desk_abandoned')).toMatchObject({ why: 'went_back' });
      expect(state(c)).toMatchObject({
        ...{ was_transferred: false, transfer_failed_reason: 'went_back' },
      });
      expect(c.desk.holds.at(-1)).toBe('end');
      await c.close();
    }
  });

  it('is called back instead, where there is a number', async () => {
    const c = await asking({
      characters: [{ ...riley, routing_config: RoutingConfig.parse({ callback_enabled: true }) }],
      channel: 'sip_inbound',
      leg: { sip: true, trunk: 'ST_in' },
      dialing: { outbound_trunk: 'ST_out', countries: ['US'] },
      facts: { callerId: '+14155550132' },
    });
    await said(c, 'press one');
    await music(c);
    c.conversation.pressed('1');
    expect(await c.event('callback_scheduled')).toMatchObject({
      ...{ number: '+14155550132', reason: 'a late invoice', character: 'front-desk' },
    });
    expect(await c.event('desk_abandoned')).toMatchObject({ why: 'call_back' });
  });

  it('who hangs up has left the queue', async () => {
    const c = await asking();
    await music(c);
    c.conversation.callerGone();
    await c.until('the call ends', () => c.ended.by !== null);
    expect(c.ended.by).toBe('caller');
    expect(await c.event('desk_abandoned')).toMatchObject({ why: 'caller_left' });
    expect(await c.event('transfer_judged')).toMatchObject({ verdict: 'caller_left' });
  });

  it('says something that is no wish, and waits on', async () => {
    const c = await asking();
    await music(c);
    says(c, 'No, put the kettle back, I am on the phone.');
    c.conversation.pressed('1');
    expect(c.desk.holds.at(-1)).toBe('music');
    expect(types(c)).not.toContain('desk_abandoned');
  });
});
