import { afterEach, describe, expect, it } from 'vitest';
import type { TakenOver } from '../../protocol/bundle.ts';
import { TransferTarget } from '../../protocol/transfer-target.ts';
import { type ACall, aCall, type Script } from '../fakes/a-call.ts';
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
const billing = aCharacter({ slug: 'billing', name: 'Billing', takeover_greeting: 'Billing.' });

const line = (role: 'caller' | 'agent', text: string, name = 'Riley') => ({
  ...{ role, text, name },
  character: 'front-desk',
});
const NOTHING: TakenOver = {
  ...{ lines: [], hops: [], transfers_sent: 0 },
  ...{ lost_transfer: null, desk: null, handed_back: null },
};

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

const answers: Script = (text) => ({ say: `Riley heard: ${text}` });

/** A call that another worker has had until a moment ago. */
async function goesOn(taken: Partial<TakenOver>, script: Script = answers) {
  call = await aCall({
    characters: [riley, billing],
    scripts: { 'front-desk': script },
    channel: 'web',
    facts: { takenOver: { ...NOTHING, ...taken }, path: ['billing', 'front-desk'] },
  });
  return call;
}
const turns = (c: ACall, by: 'agent' | 'caller') =>
  c.events.flatMap((e) => (e.type === 'turn' && e.role === by ? [e.text] : []));
const said = (c: ACall, words: string) =>
  c.until(`"${words}" is said`, () => turns(c, 'agent').some((text) => text.includes(words)));

/** All that the model was sent last. */
const toldTo = (c: ACall) =>
  c.minds['front-desk']!.asked.at(-1)!
    .messages.map(({ text }) => text)
    .join('\n');

describe('a worker that goes on with a call', () => {
  it('says that it was cut off, and answers what the caller had said last, which is in the record already', async () => {
    const asked = 'When are you open?';
    const c = await goesOn({ lines: [line('agent', 'Hi.'), line('caller', asked)] });
    await said(c, `Riley heard: ${asked}`);
    expect(turns(c, 'agent')[0]).toBe('I am sorry, I was cut off for a moment. I am back.');
    expect(turns(c, 'caller')).toEqual([]);
    const told = toldTo(c);
    expect(told).toContain('Riley: Hi.');
    expect(told.split(asked)).toHaveLength(2);
    c.session.generateReply({ userInput: asked });
    await c.until('it is asked again', () => turns(c, 'caller').length === 1);
  });

  it('asks for what was said last where nothing waits for an answer', async () => {
    const c = await goesOn({
      lines: [line('caller', 'Hello.'), line('agent', 'What is it about?')],
    });
    expect(turns(c, 'agent')).toEqual([
      'I am sorry, I was cut off for a moment. I am back. Please say that once more.',
    ]);
    c.session.generateReply({ userInput: 'A bike.' });
    await said(c, 'Riley heard: A bike.');
  });

  it('greets where nothing was said yet', async () => {
    const c = await goesOn({});
    expect(turns(c, 'agent')).toEqual(['Hi.']);
  });

  it('keeps the words that the caller says while it comes back, behind those of before', async () => {
    const c = await goesOn({ lines: [line('caller', 'When are you open?')] });
    expect(c.conversation.heard('On Sunday?')).toEqual({
      ...{ hold: false, prepend: 'When are you open?' },
    });
  });

  it('says that nobody knows what has become of a transfer', async () => {
    const c = await goesOn({ lines: [line('caller', 'Sales.')], lost_transfer: 'Sales' });
    expect(turns(c, 'agent')[0]).toContain('I did not hear whether Sales could be reached');
  });

  it('counts handoffs and transfers of before', async () => {
    const hop = { from: 'billing', to: 'front-desk', request: 'the desk', learned: 1 };
    const c = await goesOn(
      { lines: [line('agent', 'Hi.')], hops: [hop], transfers_sent: 8 },
      () => ({
        calls: [{ name: 'transfer_call', args: { reason: 'a bike' } }],
      }),
    );
    c.session.generateReply({ userInput: 'A person, please.' });
    expect(await c.event('transfer_failed')).toMatchObject({
      error: expect.stringContaining('too_many') as string,
    });
  });

  it('waits on with a caller who was at the desk, without a second place in the queue', async () => {
    const id = '5f6a6d2e-8a54-4c0b-9a3c-0f8a3b9b6a11';
    const at_desk = { id, queue: 'support', label: 'our support desk', reason: 'a bike' };
    const c = await goesOn({ lines: [line('caller', 'A person.')], desk: at_desk });
    expect(turns(c, 'agent')[0]).toContain('You are still in line.');
    await c.until('music plays', () => c.desk.holds.at(-1) === 'music');
    expect(c.desk.enqueued).toEqual([]);
    c.desk.tell({ id, state: 'claimed', position: null });
    c.desk.personIs(true);
    const judged = await c.event('transfer_judged');
    expect(judged).toMatchObject({ attempt_id: id, verdict: 'bridged' });
    await said(c, 'You are connected to our support desk');
  });

  it('knows the note of whoever has handed the caller back meanwhile', async () => {
    const handed_back = { label: 'our support desk', note: 'It is paid.' };
    const c = await goesOn({ lines: [line('caller', 'A person.')], handed_back });
    expect(turns(c, 'agent')[0]).toContain('You are back with Riley');
    c.session.generateReply({ userInput: 'And now?' });
    await said(c, 'Riley heard: And now?');
    expect(toldTo(c)).toContain('It is paid.');
  });
});
