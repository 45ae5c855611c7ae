import { afterEach, describe, expect, it } from 'vitest';
import { HandoffTarget } from '../../protocol/handoff-target.ts';
import { RoutingConfig } from '../../protocol/routing.ts';
import { WrittenCondition } from '../../protocol/condition.ts';
import { type ACall, aCall, type CallSetup, type Script } from '../fakes/a-call.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';

const support = aCharacter({
  slug: 'support',
  name: 'Support',
  takeover_greeting: 'Support here.',
});
const boss = aCharacter({ slug: 'boss', name: 'Boss', takeover_greeting: 'The boss speaking.' });
const config = (given: object) => RoutingConfig.parse(given);
const rule = {
  trigger: 'support_request',
  keywords: ['support', 'not working'],
  target_instance_id: 'support',
  announce: 'Let me connect you to our support team.',
};
const riley = aCharacter({
  slug: 'front-desk',
  name: 'Riley',
  greeting: 'Hi, this is Riley.',
  routing_config: config({ transfer_rules: [rule] }),
});
const ACCOUNT = { account_id: { type: 'string' as const } };
const LIMITS = { max_transfers: 3, transfers_before: 0 };
const PHONE: Partial<CallSetup> = {
  channel: 'sip_inbound',
  leg: { sip: true, trunk: 'ST_in' },
  dialing: { outbound_trunk: 'ST_out', countries: ['US'] },
};
const calls = (name: string, args: Record<string, unknown> = {}) => ({ calls: [{ name, args }] });

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

const turns = (c: ACall) => c.events.flatMap((e) => (e.type === 'turn' ? [e.text] : []));
const begin = (setup: Partial<CallSetup>) =>
  aCall({ characters: [riley, support, boss], scripts: {}, ...setup });
const heard = (c: ACall, words: string) =>
  c.until(`"${words}" is heard`, () => turns(c).some((text) => text.includes(words)));

describe('a transfer rule', () => {
  const script: Script = (text) =>
    text.includes('not working')
      ? calls('transfer_to_support_request', { reason: 'a broken bike' })
      : { say: 'Yes.' };

  it('is a tool with its words, and part of the prompt; it leads to its character, announced', async () => {
    call = await begin({ scripts: { 'front-desk': script }, facts: { routing: LIMITS } });
    call.conversation.typed('my bike is not working');
    await heard(call, 'Support here.');
    expect(turns(call)).toContain('Let me connect you to our support team.');
    const [asked] = call.minds['front-desk']!.asked;
    expect(asked!.tools).toContain('transfer_to_support_request');
    const prompt = asked!.messages.find((message) => message.role === 'system')!.text;
    expect(prompt).toContain('- support, not working: call transfer_to_support_request');
    expect(prompt).toContain('This call may be passed on 3 more times.');
    expect(await call.event('handoff_committed')).toMatchObject({
      to: 'support',
      reason: 'a broken bike',
    });
  });

  it('that names a number is a call transfer, which tells the next leg how often it was', async () => {
    const cross = { ...rule, target_instance_id: undefined, target_number: '+14155550177' };
    call = await begin({
      ...PHONE,
      characters: [{ ...riley, routing_config: config({ transfer_rules: [cross] }) }],
      scripts: { 'front-desk': script },
      facts: { routing: { max_transfers: 3, transfers_before: 1 } },
    });
    call.conversation.typed('my bike is not working');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(turns(call).at(-1)).toBe('Let me connect you to our support team.');
    expect(call.line.refers).toEqual([
      { uri: 'tel:+14155550177', headers: { 'X-Baton-Transfers': '2' } },
    ]);
  });
});

describe('how often a caller was passed on', () => {
  const cross = { ...rule, target_instance_id: undefined, target_number: '+14155550177' };
  const across = { ...riley, routing_config: config({ transfer_rules: [cross] }) };
  const script: Script = () => calls('transfer_to_support_request');
  const over = (setup: Partial<CallSetup>) =>
    begin({
      ...PHONE,
      characters: [across],
      scripts: { 'front-desk': script },
      facts: { routing: { max_transfers: 3, transfers_before: 1 } },
      ...setup,
    });

  it('is told to the next leg where the person is dialled, too', async () => {
    call = await over({ channel: 'web', leg: { sip: false } });
    call.conversation.typed('support please');
    await call.until('somebody was dialled', () => call!.line.dials.length > 0);
    expect(call.line.dialHeaders).toEqual([{ 'X-Baton-Transfers': '2' }]);
  });

  it('is told to the next leg of a call that we have made', async () => {
    call = await over({ channel: 'sip_outbound' });
    call.conversation.typed('support please');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.line.refers[0]!.headers).toEqual({ 'X-Baton-Transfers': '2' });
  });

  it('counts where it comes after the call was opened', async () => {
    call = await over({ facts: { routing: LIMITS, l3Number: '+14155550199' } });
    call.conversation.headersCame({ 'X-Baton-Transfers': '3' });
    call.conversation.typed('support please');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.line.refers).toMatchObject([{ uri: 'tel:+14155550199' }]);
  });
});

describe('a call that was passed on as often as it may be', () => {
  const script: Script = () => calls('transfer_to_support_request');
  const spent = { routing: { max_transfers: 3, transfers_before: 3 } };

  it('goes to the number of the last resort instead', async () => {
    call = await begin({
      ...PHONE,
      scripts: { 'front-desk': script },
      facts: { ...spent, l3Number: '+14155550199' },
    });
    call.conversation.typed('support please');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.line.refers).toMatchObject([{ uri: 'tel:+14155550199' }]);
    expect(turns(call).at(-1)).toContain('putting you through to a colleague');
  });

  it('ends in a message where there is no such number', async () => {
    const takes: Script = (text, asked) =>
      text.includes('yes')
        ? calls('take_message', { message: 'My bike is broken.' })
        : asked.output === null
          ? calls('transfer_to_support_request')
          : { say: 'Shall I take a message?' };
    call = await begin({ scripts: { 'front-desk': takes }, facts: spent });
    call.conversation.typed('support please');
    await call.until('a message is offered', () =>
      call!.events.some((e) => e.type === 'handoff_rolled_back' && e.fault === 'hop_limit'),
    );
    call.conversation.typed('yes please');
    expect(await call.event('message_taken')).toMatchObject({ text: 'My bike is broken.' });
  });
});

describe('what becomes known', () => {
  const when = WrittenCondition.parse('{{ tier }} == "vip"');
  const asker = aCharacter({
    ...riley,
    variables: { tier: { type: 'string' } },
    handoff_targets: [HandoffTarget.parse({ slug: 'boss', when })],
  });
  const remembers =
    (say?: string): Script =>
    (text, asked) => {
      if (asked.output !== null) return { say: 'What else?' };
      return text.includes('vip')
        ? { ...(say && { say }), ...calls('remember', { variables: { tier: 'vip' } }) }
        : { say: 'Yes.' };
    };

  it('is kept in the same turn, without a second request, and opens a target to the model', async () => {
    const scripts = { 'front-desk': remembers('Thank you.') };
    call = await begin({ characters: [asker, boss], scripts });
    call.conversation.typed('I am a vip');
    await heard(call, 'Thank you.');
    expect(await call.event('variable_set')).toMatchObject({ name: 'tier', value: 'vip' });
    call.conversation.typed('and now?');
    await heard(call, 'Yes.');
    const asked = call.minds['front-desk']!.asked;
    expect(asked).toHaveLength(2);
    expect(asked[0]!.tools).not.toContain('handoff_agent');
    expect(asked[1]!.tools).toContain('handoff_agent');
  });

  it('never leaves silence behind: a turn of the tool alone is answered', async () => {
    call = await begin({ characters: [asker, boss], scripts: { 'front-desk': remembers() } });
    call.conversation.typed('I am a vip');
    await heard(call, 'What else?');
  });

  it('takes a route without the model, in order, and not while a handoff is under way', async () => {
    const routed = { ...asker, routes: [{ when, to: 'boss' }] };
    const scripts = { 'front-desk': remembers('Thank you.') };
    call = await begin({ characters: [routed, boss], scripts });
    call.conversation.typed('I am a vip');
    await heard(call, 'The boss speaking.');
    expect(call.minds['front-desk']!.asked).toHaveLength(1);
    expect(call.events.filter((e) => e.type === 'handoff_requested')).toHaveLength(1);
  });
});

describe('a route', () => {
  const when = WrittenCondition.parse('{{ tier }} == "vip"');
  const declared = { tier: { type: 'string' as const }, colour: { type: 'string' as const } };
  const remembers: Script = (text, asked) => {
    if (asked.output !== null) return { say: 'Noted.' };
    const [name, value] = text.split(' ');
    return calls('remember', { variables: { [name!]: value } });
  };

  it('that leads to somebody who is not there is said once, not at every later change', async () => {
    const day = new Date(Date.now() + 3 * 86_400_000).getUTCDay() || 7;
    const hours = { start: '09:00', end: '18:00', timezone: 'Asia/Kolkata', days: [day] };
    const away = { ...boss, routing_config: config({ business_hours: hours }) };
    const routed = { ...riley, variables: declared, routes: [{ when, to: 'boss' }] };
    call = await begin({ characters: [routed, away], scripts: { 'front-desk': remembers } });
    const noted = () => turns(call!).filter((text) => text === 'Noted.').length;
    for (const [n, said] of ['tier vip', 'colour red', 'colour blue'].entries()) {
      call.conversation.typed(said);
      // What is typed while a tool runs stands before its answer, and the script has nothing to answer.
      await call.until(`${said} is answered`, () => noted() > n);
    }
    const known = call.events.flatMap((e) => (e.type === 'variable_set' ? [e.value] : []));
    expect(known).toEqual(['vip', 'red', 'blue']);
    expect(turns(call).filter((text) => text.includes('Boss'))).toHaveLength(1);
    expect(call.events.filter((e) => e.type === 'handoff_rolled_back')).toHaveLength(1);
  });

  it('is taken by what came along with the handoff itself', async () => {
    const passes: Script = () =>
      calls('transfer_to_support_request', { variables: { tier: 'vip' } });
    const routed = { ...support, variables: declared, routes: [{ when, to: 'boss' }] };
    call = await begin({
      characters: [{ ...riley, variables: declared }, routed, boss],
      scripts: { 'front-desk': passes },
    });
    call.conversation.typed('support please');
    await heard(call, 'The boss speaking.');
  });

  it('no caller can open against what the embedder has signed', async () => {
    const routed = { ...riley, variables: declared, routes: [{ when, to: 'boss' }] };
    const signed = aBundle({ character: routed, others: [boss] });
    call = await begin({
      characters: [routed, boss],
      bundle: { ...signed, user: { ...signed.user, verified: { tier: 'basic' } } },
      scripts: { 'front-desk': remembers },
    });
    call.conversation.typed('tier vip');
    await heard(call, 'Noted.');
    expect(call.events.map(({ type }) => type)).not.toContain('handoff_requested');
  });
});

describe('what becomes known while the caller is being connected', () => {
  it('takes a route of the character that then has the call', async () => {
    const when = WrittenCondition.parse('{{ account_id }} == "42"');
    const collects = { ...riley, variables: ACCOUNT, tools: ['collect_digits' as const] };
    const routed = { ...support, routes: [{ when, to: 'boss' }] };
    const script: Script = (text) =>
      text.includes('account')
        ? { say: 'Type it.', ...calls('collect_digits', { into: 'account_id', length: 2 }) }
        : calls('transfer_to_support_request');
    call = await begin({
      characters: [collects, routed, boss],
      scripts: { 'front-desk': script },
    });
    call.conversation.typed('my account');
    await heard(call, 'Type it.');
    call.conversation.typed('support please');
    await call.event('handoff_requested');
    for (const key of '42') call.conversation.pressed(key);
    await heard(call, 'The boss speaking.');
    expect(call.events.filter((e) => e.type === 'handoff_committed')).toHaveLength(2);
  });
});

describe('a key', () => {
  const global = HandoffTarget.parse({ slug: 'boss', global: { dtmf: '9' } });
  const facts = { globalTargets: [global] };
  const committed = (c: ACall) =>
    c.events.flatMap((e) => (e.type === 'handoff_committed' ? [e.to] : []));

  it('reaches a global target at once, also while somebody speaks', async () => {
    const long = `Well, ${'that is a long story, '.repeat(60)}and so on.`;
    call = await begin({ facts, scripts: { 'front-desk': () => ({ say: long }) } });
    call.conversation.typed('tell me');
    await call.until('it is being told', () => call!.session.agentState === 'speaking');
    call.conversation.pressed('9');
    await heard(call, 'The boss speaking.');
    const cut = call.events.find((e) => e.type === 'turn' && e.interrupted);
    expect(cut).toMatchObject({ role: 'agent' });
  });

  it("of the character's own goes before a global one", async () => {
    const own = { ...riley, keys: { '9': 'support' } };
    call = await begin({ characters: [own, support, boss], facts });
    call.conversation.pressed('9');
    await heard(call, 'Support here.');
    expect(committed(call)).toEqual(['support']);
  });

  it('is a digit where digits are collected, and where a number is under way', async () => {
    const collects: Script = (text) =>
      text.includes('account')
        ? { say: 'Your number, please.', ...calls('collect_digits', { into: 'account_id' }) }
        : { say: `I have ${text}.` };
    const collecting = { ...riley, variables: ACCOUNT, tools: ['collect_digits' as const] };
    call = await begin({
      characters: [collecting, support, boss],
      scripts: { 'front-desk': collects },
      facts,
    });
    call.conversation.typed('my account');
    await heard(call, 'Your number, please.');
    for (const key of '9429#') call.conversation.pressed(key);
    expect(await call.event('variable_set')).toMatchObject({ name: 'account_id', value: '9429' });
    await heard(call, 'I have 9429.');
    for (const key of '4299#') call.conversation.pressed(key);
    await heard(call, 'I have 4299#.');
    expect(committed(call)).toEqual([]);
  });

  it('that leads to somebody who is closed is answered in words for a caller', async () => {
    const when = WrittenCondition.parse('{{ tier }} == "vip"');
    const picky = { ...riley, keys: { '4': 'boss' }, handoff_targets: [{ ...global, when }] };
    call = await begin({ characters: [picky, boss] });
    call.conversation.pressed('4');
    await heard(call, 'I am sorry, I could not reach Boss just now.');
    expect(await call.event('handoff_rolled_back')).toMatchObject({ fault: 'closed' });
  });

  it('pressed into the announcement of a transfer leads elsewhere instead', async () => {
    const cross = { ...rule, target_instance_id: undefined, target_number: '+14155550177' };
    call = await begin({
      ...PHONE,
      facts,
      characters: [{ ...riley, routing_config: config({ transfer_rules: [cross] }) }, boss],
      scripts: { 'front-desk': () => calls('transfer_to_support_request') },
    });
    call.conversation.typed('support');
    await call.until('it is announced', () => call!.room.state.includes('putting through'));
    call.conversation.pressed('9');
    await heard(call, 'The boss speaking.');
    expect(call.line.refers).toEqual([]);
  });

  it('that leads to nobody leaves the words that were spoken before it to be answered', async () => {
    const when = WrittenCondition.parse('{{ tier }} == "vip"');
    const picky = { ...support, handoff_targets: [{ ...global, when }] };
    const script: Script = () => calls('transfer_to_support_request');
    const answers: Script = (text) => ({ say: `You said ${text}.` });
    call = await begin({
      facts,
      characters: [riley, picky, boss],
      scripts: { 'front-desk': script, support: answers },
    });
    call.conversation.typed('support');
    await call.event('handoff_requested');
    call.conversation.typed('it is the wheel');
    call.conversation.pressed('9');
    await heard(call, 'You said it is the wheel.');
  });

  it('pressed while the caller is being connected counts once somebody is there', async () => {
    const script: Script = () => calls('transfer_to_support_request');
    call = await begin({ facts, scripts: { 'front-desk': script } });
    call.conversation.typed('support');
    await call.event('handoff_requested');
    call.conversation.pressed('9');
    await heard(call, 'The boss speaking.');
    expect(committed(call)).toEqual(['support', 'boss']);
  });
});

describe('outside business hours', () => {
  const never = {
    start: '09:00',
    end: '18:00',
    timezone: 'Asia/Kolkata',
    days: [new Date(Date.now() + 3 * 86_400_000).getUTCDay() || 7],
  };
  const closed = { ...support, routing_config: config({ business_hours: never }) };
  const routes = (after_hours_fallback: string, more = {}) => ({
    ...riley,
    routing_config: config({ transfer_rules: [rule], after_hours_fallback, ...more }),
  });
  const asks: Script = (text, asked) =>
    text.includes('call me')
      ? calls('schedule_callback', { reason: 'a broken bike', name: 'Ada' })
      : asked.output === null
        ? calls('transfer_to_support_request')
        : { say: 'Shall we call you back?' };

  it('a call back is taken for the next window, with who, why and whom', async () => {
    call = await begin({
      ...PHONE,
      characters: [routes('callback', { callback_enabled: true }), closed],
      scripts: { 'front-desk': asks },
      facts: { routing: LIMITS, callerId: '+14155550123' },
    });
    call.conversation.typed('support please');
    await call.until('it is refused', () =>
      call!.events.some((e) => e.type === 'handoff_rolled_back' && e.fault === 'after_hours'),
    );
    call.conversation.typed('please call me');
    const order = await call.event('callback_scheduled');
    expect(order).toMatchObject({
      number: '+14155550123',
      name: 'Ada',
      reason: 'a broken bike',
      character: 'support',
    });
    expect(Date.parse(order.due_at)).toBeGreaterThan(Date.now());
  });

  it('the wish is a message where calls back are not placed', async () => {
    call = await begin({
      ...PHONE,
      characters: [routes('callback'), closed],
      scripts: { 'front-desk': asks },
      facts: { routing: LIMITS, callerId: '+14155550123' },
    });
    call.conversation.typed('please call me');
    expect(await call.event('message_taken')).toMatchObject({
      text: 'Call back: a broken bike',
      from: 'Ada, +14155550123',
    });
  });

  it('another character that is there takes the call', async () => {
    call = await begin({
      characters: [routes('transfer_to_other', { fallback_instance_id: 'boss' }), closed, boss],
      scripts: { 'front-desk': asks },
      facts: { routing: LIMITS },
    });
    call.conversation.typed('support please');
    await heard(call, 'The boss speaking.');
  });
});

describe('a call back', () => {
  it('opens with who calls and why, and the character knows the earlier conversation', async () => {
    call = await begin({
      characters: [support],
      facts: {
        callback: {
          reason: 'a broken bike',
          name: 'Ada',
          asked_at: '2026-01-01T10:00:00.000Z',
          conversation: 'Caller: My bike is broken.',
        },
      },
    });
    expect(turns(call)[0]).toBe(
      'Hello Ada, this is Support. You asked us to call you back about a broken bike. Is now a good time?',
    );
    call.conversation.typed('Yes');
    await heard(call, 'Yes.');
    const prompt = call.minds['support']!.asked[0]!.messages[0]!.text;
    expect(prompt).toContain('Caller: My bike is broken.');
  });
});
