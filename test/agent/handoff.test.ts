import { llm, voice } from '@livekit/agents';
import { afterEach, describe, expect, it } from 'vitest';
import type { BundlesPort } from '../../call/ports.ts';
import type { HandoffTarget } from '../../protocol/handoff-target.ts';
import { aCall, type ACall, type Script } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';
import type { VoiceFault } from '../fakes/tone-voice.ts';

const to = (slug: string, more: Partial<HandoffTarget> = {}): HandoffTarget => ({
  slug,
  message: { type: 'static', text: 'One moment, I am connecting you to billing.' },
  timeout_ms: 30_000,
  context: { mode: 'full' },
  ...more,
});

const riley = (target: HandoffTarget = to('billing')) =>
  aCharacter({
    slug: 'front-desk',
    name: 'Riley',
    greeting: 'Hi, this is Riley.',
    handoff_targets: [target],
  });
const billing = aCharacter({
  slug: 'billing',
  name: 'Billing Specialist',
  takeover_greeting: 'Hello, billing here. I have your {{ handoff_reason }}.',
  variables: { account_id: { type: 'string' } },
  handoff_targets: [to('front-desk', { message: { type: 'static', text: 'Back to the desk.' } })],
});

const sends: Script = (text) =>
  text.includes('invoice')
    ? {
        calls: [{ name: 'handoff_agent', args: { target: 'billing', reason: 'invoice question' } }],
      }
    : { say: `Riley heard: ${text}` };
const answers: Script = (text) =>
  text.includes('back')
    ? { calls: [{ name: 'handoff_agent', args: { target: 'front-desk' } }] }
    : { say: `Billing heard: ${text}` };
const SCRIPTS = { 'front-desk': sends, billing: answers };

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

const transcribed = (transcript: string) =>
  voice.createUserInputTranscribedEvent({ transcript, isFinal: true });
const saidByCaller = (content: string) => llm.ChatMessage.create({ role: 'user', content });

const turns = (it: ACall) =>
  it.events.flatMap((e) => (e.type === 'turn' ? [`${e.role} ${e.character}: ${e.text}`] : []));

describe('a handoff', () => {
  it('announces in the old voice, then opens in the new one, exactly once', async () => {
    call = await aCall({ characters: [riley(), billing], scripts: SCRIPTS });
    call.conversation.typed('I have a question about an invoice');
    await call.event('handoff_committed');
    await call.until('the opening was heard', () => turns(call!).length >= 4);

    expect(turns(call)).toEqual([
      'agent front-desk: Hi, this is Riley.',
      'caller front-desk: I have a question about an invoice',
      'agent front-desk: One moment, I am connecting you to billing.',
      'agent billing: Hello, billing here. I have your invoice question.',
    ]);
    expect(call.earpiece.heard.map(({ hertz }) => hertz)).toEqual([200, 200, 400]);
    expect(call.room.says).toEqual(['Billing Specialist']);
    expect(call.room.state).toEqual([
      'talking Riley',
      'connecting Billing Specialist',
      'talking Billing Specialist',
    ]);
  });

  it('carries the conversation and its trigger to the next request of the new character', async () => {
    call = await aCall({ characters: [riley(), billing], scripts: SCRIPTS });
    call.conversation.typed('I have a question about an invoice');
    await call.event('handoff_committed');
    await call.until('the opening was heard', () => turns(call!).length >= 4);
    call.conversation.typed('It is too high');
    await call.until('billing answered', () => call!.minds['billing']!.asked.length > 0);

    const [asked] = call.minds['billing']!.asked;
    expect(asked!.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'user',
    ]);
    expect(asked!.messages[0]!.text).toContain('Caller: I have a question about an invoice');
    expect(asked!.messages[1]!.text).toBe('I have a question about an invoice');
    expect(asked!.messages[3]!.text).toBe('It is too high');
    expect(asked!.tools).toEqual(['handoff_agent', 'remember']);
  });

  it('goes back and forth', async () => {
    call = await aCall({ characters: [riley(), billing], scripts: SCRIPTS });
    call.conversation.typed('I have a question about an invoice');
    await call.until('billing opened', () => turns(call!).length >= 4);
    call.conversation.typed('please take me back');
    await call.until(
      'Riley is there again',
      () => call!.events.filter((e) => e.type === 'handoff_committed').length === 2,
    );
    expect(call.earpiece.heard.map(({ hertz }) => hertz)).toEqual([200, 200, 400, 400, 200]);
  });

  it('keeps what is said during the announcement for the new character', async () => {
    call = await aCall({ characters: [riley(), billing], scripts: SCRIPTS });
    call.conversation.typed('I have a question about an invoice');
    await call.event('handoff_requested');
    call.conversation.caught('My account is 4711.');
    expect(call.conversation.heard('My account is 4711.')).toEqual({ hold: true });
    await call.until('billing was asked', () => call!.minds['billing']!.asked.length > 0);
    const { messages } = call.minds['billing']!.asked[0]!;
    expect(messages.filter(({ text }) => text === 'My account is 4711.')).toHaveLength(1);
    expect(messages.at(-1)).toEqual({ role: 'user', text: 'My account is 4711.' });
  });

  it('is not lost when the caller talks over its announcement; what was heard is what is noted', async () => {
    call = await aCall({ characters: [riley(), billing], scripts: SCRIPTS });
    call.conversation.typed('I have a question about an invoice');
    await call.until('the announcement plays', () => call!.earpiece.heard.length === 2);
    call.earpiece.wordsBeforeInterruption = 'One moment,';
    call.session.interrupt();
    await call.event('handoff_committed');
    await call.until('the opening was heard', () => turns(call!).length >= 4);
    expect(turns(call)[2]).toBe('agent front-desk: One moment,');
    expect(turns(call)[3]).toBe(
      'agent billing: Hello, billing here. I have your invoice question.',
    );
  });

  it('opens once the caller has finished who speaks when the announcement ends', async () => {
    call = await aCall({
      characters: [riley(to('billing', { timeout_ms: 1000 })), billing],
      scripts: SCRIPTS,
    });
    const { session, conversation, room } = call;
    const words = 'It is about the last one.';
    conversation.typed('I have a question about an invoice');
    await call.until('Riley announces', () => room.state.at(-1)!.startsWith('connecting'));
    session._updateUserState('speaking');
    await call.until('it is announced', () => turns(call!).length === 3);
    session.emit(voice.AgentSessionEventTypes.UserInputTranscribed, transcribed(words));
    conversation.caught(words);
    session._updateUserState('listening');
    session.emit(voice.AgentSessionEventTypes.UserInputTranscribed, transcribed(words));
    // What must not happen has the time for it, and the handoff's own is over.
    await new Promise((resolve) => setTimeout(resolve, 1200));
    expect(room.state.at(-1)).toBe('connecting Billing Specialist');
    await session.currentAgent
      .onUserTurnCompleted(llm.ChatContext.empty(), saidByCaller(words))
      .catch(() => undefined);
    await call.event('handoff_committed');
    await call.until('the words are answered', () =>
      turns(call!).at(-1)!.includes('Billing heard'),
    );
    expect(turns(call).slice(-3)).toEqual([
      'agent billing: Hello, billing here. I have your invoice question.',
      `caller billing: ${words}`,
      `agent billing: Billing heard: ${words}`,
    ]);
  });

  it('says a waiting sentence when the new voice is slow, and opens after it', async () => {
    let release: () => void = () => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    call = await aCall({
      characters: [riley(), { ...billing, takeover_greeting: undefined }],
      scripts: SCRIPTS,
      wording: { takeover: () => slow.then(() => 'Billing at last.') },
    });
    call.conversation.typed('I have a question about an invoice');
    await call.until('the waiting sentence was said', () =>
      turns(call!).some((turn) => turn.includes('still connecting')),
    );
    release();
    await call.until('the opening was heard', () => turns(call!).at(-1)!.includes('at last'));
    expect(turns(call).at(-1)).toBe('agent billing: Billing at last.');
  });

  it('says it too while what travels is still being summed up', async () => {
    let release: (summary: string) => void = () => undefined;
    const slow = new Promise<string>((resolve) => {
      release = resolve;
    });
    call = await aCall({
      characters: [riley(to('billing', { context: { mode: 'summary' } })), billing],
      scripts: SCRIPTS,
      wording: { summary: () => slow },
    });
    call.conversation.typed('I have a question about an invoice');
    await call.until('the waiting sentence was said', () =>
      turns(call!).some((turn) => turn.includes('still connecting')),
    );
    release('The caller asks about an invoice.');
    await call.until('the opening was heard', () =>
      turns(call!).at(-1)!.includes('Hello, billing here'),
    );
  });

  it('waits silently for the current sentence when it has no announcement', async () => {
    const silent: HandoffTarget = {
      slug: 'billing',
      timeout_ms: 30_000,
      context: { mode: 'none' },
    };
    const talks: Script = (text, asked) => ({ say: 'Let me see.', ...sends(text, asked) });
    call = await aCall({
      characters: [riley(silent), billing],
      scripts: { ...SCRIPTS, 'front-desk': talks },
    });
    call.conversation.typed('invoice');
    const { waterfall } = await call.event('handoff_committed');
    expect(waterfall.announcement_end).toBeUndefined();
    await call.until('the opening was heard', () => turns(call!).length >= 4);
    expect(turns(call).slice(2)).toEqual([
      'agent front-desk: Let me see.',
      'agent billing: Hello, billing here. I have your invoice question.',
    ]);
  });

  it('brings the variables along that the target declares', async () => {
    const knows: Script = () => ({
      calls: [
        {
          name: 'handoff_agent',
          args: { target: 'billing', variables: { account_id: '4711' } },
        },
      ],
    });
    call = await aCall({
      characters: [riley(), billing],
      scripts: { ...SCRIPTS, 'front-desk': knows },
    });
    call.conversation.typed('invoice');
    expect(await call.event('variable_set')).toMatchObject({ name: 'account_id', value: '4711' });
  });

  it('asked for twice in one batch happens once, and nobody answers in between', async () => {
    const twice: Script = () => ({
      calls: [
        { name: 'handoff_agent', args: { target: 'billing' } },
        { name: 'handoff_agent', args: { target: 'billing' } },
      ],
    });
    call = await aCall({
      characters: [riley(), billing],
      scripts: { ...SCRIPTS, 'front-desk': twice },
    });
    call.conversation.typed('invoice');
    await call.event('handoff_committed');
    expect(call.minds['front-desk']!.asked).toHaveLength(1);
    expect(await call.event('handoff_rolled_back')).toMatchObject({ fault: 'already_connecting' });
  });
});

describe('a handoff that is refused', () => {
  it('to an unknown character leaves the call with the source, who says why', async () => {
    const unknown: Script = (text, asked) =>
      asked.messages.length > 3 || text.includes('again')
        ? { say: 'I cannot do that.' }
        : { calls: [{ name: 'handoff_agent', args: { target: 'front-desk' } }] };
    call = await aCall({
      characters: [riley(to('front-desk')), billing],
      scripts: { ...SCRIPTS, 'front-desk': unknown },
    });
    call.conversation.typed('put me through');
    await call.until(
      'the model was asked again',
      () => call!.minds['front-desk']!.asked.length > 0,
    );
    expect(call.room.says).toEqual([]);
  });
});

describe('a handoff that fails', () => {
  const faults: [string, Partial<BundlesPort>, VoiceFault | null, string][] = [
    [
      'at the bundle',
      { load: () => Promise.resolve({ refused: 'backend_unavailable', detail: 'down' }) },
      null,
      'backend_unavailable',
    ],
    [
      'because the target was disabled meanwhile',
      { revalidate: () => Promise.resolve({ refused: 'target_disabled', detail: 'off' }) },
      'stall',
      'target_disabled',
    ],
    ['at synthesis', {}, 'error', 'prepare_failed'],
    ['with a voice that gives no frame', {}, 'no_frame', 'prepare_failed'],
    ['by its time limit', {}, 'stall', 'timeout'],
  ];

  it.each(faults)(
    '%s is rolled back, and the source has its history and its tools',
    async (_title, bundles, fault, recorded) => {
      call = await aCall({
        characters: [riley(to('billing', { timeout_ms: 1500 })), billing],
        scripts: SCRIPTS,
        bundles,
        voiceFault: (slug) => (slug === 'billing' ? fault : null),
      });
      call.conversation.typed('I have a question about an invoice');
      expect(await call.event('handoff_rolled_back')).toMatchObject({ fault: recorded });
      await call.until('the source said so', () => turns(call!).at(-1)!.includes('I am sorry'));
      call.conversation.typed('Then tell me your opening hours');
      await call.until('the source answered', () => turns(call!).at(-1)!.includes('Riley heard'));

      const asked = call.minds['front-desk']!.asked.at(-1)!;
      expect(asked.tools).toEqual(['handoff_agent']);
      expect(asked.messages.map(({ text }) => text)).toEqual(
        expect.arrayContaining([
          'Hi, this is Riley.',
          'I have a question about an invoice',
          'Then tell me your opening hours',
        ]),
      );
      expect(call.room.state.at(-1)).toBe('talking Riley');
    },
  );

  it('at the start, when the new character cannot be put on the line, leaves the source whole', async () => {
    call = await aCall({
      characters: [riley(), billing],
      scripts: SCRIPTS,
      mindless: (slug) => slug === 'billing',
    });
    call.conversation.typed('I have a question about an invoice');
    expect(await call.event('handoff_rolled_back')).toMatchObject({ fault: 'swap_failed' });
    await call.until('the source said so', () => turns(call!).at(-1)!.includes('I am sorry'));
    call.conversation.typed('Then tell me your opening hours');
    await call.until('the source answered', () => turns(call!).at(-1)!.includes('Riley heard'));
    const asked = call.minds['front-desk']!.asked.at(-1)!;
    expect(asked.tools).toEqual(['handoff_agent']);
    expect(asked.messages.map(({ text }) => text)).toContain('I have a question about an invoice');
    expect(call.room.state.at(-1)).toBe('talking Riley');
  });

  it('after the swap, for want of audio, puts the source back with its history', async () => {
    call = await aCall({ characters: [riley(), billing], scripts: SCRIPTS });
    call.conversation.typed('I have a question about an invoice');
    await call.until('the announcement was heard', () => turns(call!).length >= 3);
    call.earpiece.deaf = true;
    expect(await call.event('handoff_rolled_back')).toMatchObject({ fault: 'no_first_audio' });
    call.earpiece.deaf = false;
    call.earpiece.clearBuffer();
    await call.until('the source said so', () => turns(call!).at(-1)!.includes('I am sorry'));
    call.conversation.typed('Then tell me your opening hours');
    await call.until('the source answered', () => turns(call!).at(-1)!.includes('Riley heard'));
    expect(call.minds['front-desk']!.asked.at(-1)!.messages.map(({ text }) => text)).toContain(
      'I have a question about an invoice',
    );
    expect(call.room.says).toEqual(['Billing Specialist', 'Riley']);
    expect(call.room.state.at(-1)).toBe('talking Riley');
  });
});
