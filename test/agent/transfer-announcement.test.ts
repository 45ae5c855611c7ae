import { llm, voice } from '@livekit/agents';
import { afterEach, describe, expect, it } from 'vitest';
import type { ACall } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';
import { begin, phone, refer, refused, riley, SCRIPT, turns } from '../fakes/transferring.ts';

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

const transcribed = (transcript: string) =>
  voice.createUserInputTranscribedEvent({ transcript, isFinal: true });
async function referred() {
  const c = (call = await begin());
  return { c, answer: await refer(c) };
}

describe('words spoken into the announcement', () => {
  it('go to the model once, which may call the transfer off', async () => {
    call = await begin();
    call.conversation.typed('sales please');
    await call.until('it was decided', () => call!.room.state.includes('putting through'));
    call.conversation.caught('I would rather not');
    await call.until('it was called off', () =>
      call!.events.some((e) => e.type === 'tool_call' && e.name === 'cancel_transfer'),
    );
    call.conversation.typed('Then tell me your opening hours');
    await call.until('it answers', () => turns(call!).at(-1)!.includes('Riley heard: Then'));
    expect(call.line.refers).toEqual([]);
    expect(call.room.state.at(-1)).toBe('talking Riley');
  });

  it('count once, though the turn that they are ends after the announcement', async () => {
    call = await begin();
    const { session, conversation } = call;
    const words = 'and hurry';
    conversation.typed('sales please');
    await call.until('it was decided', () => call!.room.state.includes('putting through'));
    session._updateUserState('speaking');
    await call.until('it is announced', () => turns(call!).at(-1)!.includes('putting you through'));
    session.emit(voice.AgentSessionEventTypes.UserInputTranscribed, transcribed(words));
    conversation.caught(words);
    session._updateUserState('listening');
    session.emit(voice.AgentSessionEventTypes.UserInputTranscribed, transcribed(words));
    const message = llm.ChatMessage.create({ role: 'user', content: words });
    const turn = session.currentAgent.onUserTurnCompleted(llm.ChatContext.empty(), message);
    await expect(turn).rejects.toBeInstanceOf(voice.StopResponse);
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(turns(call).filter((text) => text === words)).toHaveLength(1);
    expect(call.line.refers).toHaveLength(1);
  });

  it('said while the request is on its way are answered when the character is back', async () => {
    const { c, answer } = await referred();
    // Its words were recognised before: only the end of the turn comes now.
    expect(c.conversation.heard('Then tell me your opening hours')).toEqual({ hold: true });
    answer.now!(refused(486));
    await c.until('it answers', () => turns(c).at(-1)!.includes('Riley heard: Then'));
  });

  it('that do not call it off let it go ahead', async () => {
    call = await begin();
    call.conversation.typed('sales please');
    await call.until('it was decided', () => call!.room.state.includes('putting through'));
    call.conversation.caught('and hurry');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.line.refers).toHaveLength(1);
  });
});

describe('a key pressed into the announcement', () => {
  it('leads elsewhere, and what the caller says from then on is kept for whoever comes', async () => {
    const message = { type: 'static', text: 'I am connecting you with billing.' } as const;
    const to = { slug: 'billing', message, timeout_ms: 15_000, context: { mode: 'full' } as const };
    const keyed = { ...riley, keys: { '1': 'billing' }, handoff_targets: [to] };
    const billing = aCharacter({ slug: 'billing', name: 'Billing', takeover_greeting: 'Billing.' });
    call = await begin({
      ...phone,
      characters: [keyed, billing],
      scripts: { 'front-desk': SCRIPT, billing: (text) => ({ say: `Billing heard: ${text}` }) },
    });
    call.conversation.typed('sales please');
    await call.until('it was decided', () => call!.room.state.includes('putting through'));
    call.conversation.pressed('1');
    call.conversation.caught('It is about my last invoice');
    await call.until('it is answered', () =>
      turns(call!).includes('Billing heard: It is about my last invoice'),
    );
    expect(call.line.refers).toEqual([]);
  });
});

describe('an answer that was begun early', () => {
  /** Whether the framework would give it to a turn that ends now: the chat is still the same to it. */
  async function isGiven(agent: voice.Agent): Promise<boolean> {
    const message = llm.ChatMessage.create({ role: 'user', content: 'And your hours?' });
    const chat = agent.chatCtx.copy();
    const asBegun = chat.copy();
    await agent.onUserTurnCompleted(chat, message);
    return asBegun.isEquivalent(chat);
  }
  const ask = (agent: voice.Agent) => agent.llmNode(agent.chatCtx.copy(), agent.toolCtx, {});

  it('while nobody might answer is empty, and not given to a turn that ends later', async () => {
    const { c, answer } = await referred();
    const agent = c.session.currentAgent;
    const nothing = await ask(agent);
    expect((await nothing!.getReader().read()).done).toBe(true);
    answer.now!(refused(486));
    await c.until('it is back', () => turns(c).at(-1)!.includes('on another call'));
    expect(await isGiven(agent)).toBe(false);
  });

  it('and anew, when somebody may answer again, is given to that turn', async () => {
    const { c, answer } = await referred();
    const agent = c.session.currentAgent;
    await ask(agent);
    answer.now!(refused(486));
    await c.until('it is back', () => turns(c).at(-1)!.includes('on another call'));
    await (await ask(agent))?.cancel();
    expect(await isGiven(agent)).toBe(true);
  });
});
