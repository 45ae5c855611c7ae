import { afterEach, describe, expect, it, vi } from 'vitest';
import { readCharacterFolder } from '../../backend/characters/character-folder.ts';
import { globalTargetsOf } from '../../call/reachable.ts';
import type { Character } from '../../protocol/character.ts';
import { characterFolder, characterText } from '../backend/stand.ts';
import { type ACall, aCall, type CallSetup, type Script } from '../fakes/a-call.ts';

/**
 * Every example of the two source documents ("Routing configuration", "Transfer agent node"), its
 * placeholders replaced by real slugs, numbers and ids: it loads, and it does what its text says.
 */

async function cast(front: string, ...others: string[]): Promise<Character[]> {
  const folder = characterFolder({
    'front-desk.md': characterText('Riley', front),
    ...Object.fromEntries(others.map((slug) => [`${slug}.md`, characterText(spelt(slug))])),
  });
  const read = await readCharacterFolder(folder.dir).finally(folder.remove);
  return read.sort((one) => (one.slug === 'front-desk' ? -1 : 1));
}

const spelt = (slug: string) =>
  slug.replaceAll('-', ' ').replace(/\b[a-z]/g, (letter) => letter.toUpperCase());

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
  vi.useRealTimers();
});

async function begin(
  characters: readonly Character[],
  script: Script,
  more: Partial<CallSetup> = {},
) {
  const config = characters[0]!.routing_config;
  call = await aCall({
    characters,
    scripts: { 'front-desk': script },
    ...more,
    facts: {
      globalTargets: [...globalTargetsOf(characters)],
      routing: config
        ? { max_transfers: config.max_transfers_per_call, transfers_before: 0 }
        : null,
      ...more.facts,
    },
  });
  return call;
}

const turns = (c: ACall) => c.events.flatMap((e) => (e.type === 'turn' ? [e.text] : []));
const committed = async (c: ACall) => (await c.event('handoff_committed')).to;
const quiet: Script = () => ({ say: 'I see.' });
/** Calls a tool for the caller's words, and talks otherwise. */
const tool =
  (name: string, args: Record<string, unknown> = {}): Script =>
  (_text, { output }) =>
    output === null ? { say: 'I see.', calls: [{ name, args }] } : { say: 'Go on.' };
const remember = (variables: Record<string, unknown>) => tool('remember', { variables });

describe('"Routing configuration"', () => {
  const two_rules = `
routing_config:
  {
    "primary_instance_id": "front-desk",
    "transfer_rules": [
      { "trigger": "support_request", "keywords": ["support", "help", "issue", "problem", "complaint"],
        "target_instance_id": "customer-support", "announce": "Let me connect you to our support team." },
      { "trigger": "technical_request", "keywords": ["bug", "crash", "error", "technical", "API", "not working"],
        "target_instance_id": "tech-support", "announce": "Let me connect you to our technical specialist." }
    ]
  }
`;

  it.each([
    ['transfer_to_support_request', 'Let me connect you to our support team.', 'customer-support'],
    [
      'transfer_to_technical_request',
      'Let me connect you to our technical specialist.',
      'tech-support',
    ],
  ])('two rules: %s announces and lands', async (name, announce, target) => {
    const c = await begin(await cast(two_rules, 'customer-support', 'tech-support'), tool(name));
    c.conversation.typed('something is wrong');
    expect(await committed(c)).toBe(target);
    expect(turns(c)).toContain(announce);
    expect(c.minds['front-desk']!.asked[0]!.tools).toContain(name);
  });

  it('max_transfers_per_call is read', async () => {
    const [riley] = await cast('routing_config: { "max_transfers_per_call": 3 }\n');
    expect(riley!.routing_config?.max_transfers_per_call).toBe(3);
  });

  it('share_context_on_transfer: the next character gets the summary in the words of the document', async () => {
    const shared = two_rules.replace(
      '"transfer_rules"',
      '"share_context_on_transfer": true, "transfer_rules"',
    );
    const characters = await cast(shared, 'customer-support', 'tech-support');
    const script = tool('transfer_to_support_request', { reason: 'a late parcel' });
    const c = await begin(characters, script, {
      wording: { summary: () => Promise.resolve('The parcel is a week late.') },
    });
    c.conversation.typed('my parcel is late');
    await committed(c);
    c.conversation.typed('hello?');
    await c.until('support was asked', () => c.minds['customer-support']!.asked.length > 0);
    expect(c.minds['customer-support']!.asked[0]!.messages[0]!.text).toContain(
      'The caller was transferred because they need help with a late parcel. Here is what has been discussed so far: The parcel is a week late.',
    );
  });

  const scenario_c = (target: string) => `
routing_config:
  {
    "role": "primary",
    "primary_for_numbers": ["phone_number_id"],
    "transfer_rules": [
      { "trigger": "support", "keywords": ["support", "help"], ${target}, "announce": "Transferring you now." }
    ],
    "business_hours": { "start": "09:00", "end": "18:00", "timezone": "Asia/Kolkata", "days": [1, 2, 3, 4, 5] },
    "after_hours_fallback": "callback",
    "max_transfers_per_call": 3,
    "share_context_on_transfer": true,
    "fallback_instance_id": null,
    "callback_enabled": true
  }
`;
  const at = (instant: string) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(instant) });
  };
  const PHONE: Partial<CallSetup> = {
    channel: 'sip_inbound',
    leg: { sip: true, trunk: 'ST_in' },
    dialing: { outbound_trunk: 'ST_out', countries: ['US'] },
    facts: { callerId: '+14155550123' },
  };

  it('the whole configuration: within the hours the rule leads to its character', async () => {
    at('2026-11-25T06:00:00Z');
    const characters = await cast(scenario_c('"target_instance_id": "support"'), 'support');
    const c = await begin(characters, tool('transfer_to_support'), PHONE);
    c.conversation.typed('help');
    expect(await committed(c)).toBe('support');
    expect(turns(c)).toContain('Transferring you now.');
  });

  it('the whole configuration: outside of them details are taken and a callback is scheduled within', async () => {
    at('2026-11-27T16:00:00Z');
    const characters = await cast(scenario_c('"target_instance_id": "support"'), 'support');
    const script: Script = (text, { output }) => {
      if (output !== null) return { say: output };
      return text.includes('yes')
        ? { calls: [{ name: 'schedule_callback', args: { reason: 'a late parcel' } }] }
        : { calls: [{ name: 'transfer_to_support', args: {} }] };
    };
    const c = await begin(characters, script, PHONE);
    c.conversation.typed('help');
    await c.until('a call back is offered', () =>
      turns(c).at(-1)!.includes('Shall we call you back?'),
    );
    expect(turns(c).at(-1)).toContain('Support cannot be reached now');
    c.conversation.typed('yes please');
    const order = await c.event('callback_scheduled');
    // It was Friday night in Kolkata; Monday at nine there is 03:30 UTC.
    expect(order).toMatchObject({ character: 'support', due_at: '2026-11-30T03:30:00.000Z' });
  });

  it('two numbers: the rule with a number is a native call transfer', async () => {
    at('2026-11-25T06:00:00Z');
    const characters = await cast(scenario_c('"target_number": "+14155550177"'));
    const c = await begin(characters, tool('transfer_to_support'), PHONE);
    c.conversation.typed('help');
    await c.until('the call ended', () => c.ended.by !== null);
    expect(c.line.refers).toMatchObject([{ uri: 'tel:+14155550177' }]);
    expect(turns(c)).toContain('Transferring you now.');
  });

  it('transfer_to_other: a different character that is there takes the call', async () => {
    at('2026-11-27T16:00:00Z');
    const other = scenario_c('"target_instance_id": "support"')
      .replace('"callback",', '"transfer_to_other",')
      .replace('"fallback_instance_id": null', '"fallback_instance_id": "night-desk"');
    const c = await begin(
      await cast(other, 'support', 'night-desk'),
      tool('transfer_to_support'),
      PHONE,
    );
    c.conversation.typed('help');
    expect(await committed(c)).toBe('night-desk');
  });

  it('voicemail: a message is offered', async () => {
    at('2026-11-27T16:00:00Z');
    const mail = scenario_c('"target_instance_id": "support"').replace(
      '"callback",',
      '"voicemail",',
    );
    const script: Script = (_text, { output }) =>
      output === null ? { calls: [{ name: 'transfer_to_support', args: {} }] } : { say: output };
    const c = await begin(await cast(mail, 'support'), script, PHONE);
    c.conversation.typed('help');
    await c.until('a message is offered', () =>
      turns(c).at(-1)!.includes('Shall I take a message?'),
    );
    expect(c.minds['front-desk']!.asked[0]!.tools).toContain('take_message');
  });
});

const node = (agentId: string, message: string, more = '') => `
  - type: transfer_agent
    agentId: ${agentId}
    transferMessage: ${JSON.stringify(message)}
    transferMessageType: static
${more}`;

describe('"Transfer agent node"', () => {
  const spanish = 'Let me connect you with our Spanish-speaking representative.';
  const languages = `keys: { 1: stay, 2: spanish-support }
handoff_targets:${node('spanish-support', spanish, '    timeout: 15000\n    label: Transfer_Spanish\n    transitions: []\n    position: { x: 1, y: 2 }\n')}`;

  it('example 1: "para español, oprima 2"', async () => {
    const c = await begin(await cast(languages, 'spanish-support'), quiet);
    c.conversation.pressed('2');
    expect(await committed(c)).toBe('spanish-support');
    expect(turns(c)).toContain(spanish);
  });

  it('example 1: "for English, press 1" stays', async () => {
    const c = await begin(await cast(languages, 'spanish-support'), quiet);
    c.conversation.pressed('1');
    await c.until('it goes on in English', () => turns(c).includes('I see.'));
    expect(c.events.map((e) => e.type)).not.toContain('handoff_requested');
  });

  const complex = `variables:
  issue_description: { description: Description of the issue }
  issue_complexity: { description: "Rate complexity: simple, moderate, complex" }
routes:
  - { when: '{{issue_complexity}} == "complex"', to: advanced-tech-support }
  - { always: true, to: stay }
handoff_targets:${node('advanced-tech-support', 'This sounds like a complex issue.')}`;

  it.each([
    ['complex', 'advanced-tech-support'],
    ['simple', null],
  ])('example 2: an issue that is %s', async (issue_complexity, target) => {
    const c = await begin(
      await cast(complex, 'advanced-tech-support'),
      remember({ issue_complexity }),
    );
    c.conversation.typed('my server burns');
    await c.event('variable_set');
    if (target) expect(await committed(c)).toBe(target);
    else await c.until('the character goes on', () => turns(c).includes('I see.'));
    expect(c.events.some((e) => e.type === 'handoff_requested')).toBe(target !== null);
  });

  it.each([
    ['sales-specialist', 'Connecting you with our sales team.'],
    ['tech-support', 'Connecting you with technical support.'],
    ['billing-specialist', 'Connecting you with our billing department.'],
  ])('example 3: the department %s', async (target, message) => {
    const departments = `handoff_targets:${node('sales-specialist', 'Connecting you with our sales team.')}${node('tech-support', 'Connecting you with technical support.')}${node('billing-specialist', 'Connecting you with our billing department.')}`;
    const characters = await cast(
      departments,
      'sales-specialist',
      'tech-support',
      'billing-specialist',
    );
    const c = await begin(characters, tool('handoff_agent', { target }));
    c.conversation.typed('hello');
    expect(await committed(c)).toBe(target);
    expect(turns(c)).toContain(message);
  });

  const vip = `variables:
  customer_tier: {}
  lifetime_value: { type: number }
tools:
  - type: http
    name: lookup_customer
    description: Looks the customer up.
    url: https://crm.example.com/customers/me
    outputMapping: { customer_tier: $.tier, lifetime_value: $.ltv }
routes:
  - when: { all: ['{{customer_tier}} == "vip"', '{{lifetime_value}} >= 50000'] }
    to: vip-concierge
  - { always: true, to: stay }
handoff_targets:${node('vip-concierge', "As a VIP member, I'm connecting you with your dedicated concierge specialist.")}`;

  it.each([
    [{ tier: 'vip', ltv: 60_000 }, true],
    [{ tier: 'vip', ltv: 400 }, false],
  ])('example 4: a look-up that answers %j', async (json, isVip) => {
    const http = { send: () => Promise.resolve({ status: 200, json }) };
    const c = await begin(await cast(vip, 'vip-concierge'), tool('lookup_customer'), { http });
    c.conversation.typed('hello');
    await c.event('variable_set');
    if (isVip) expect(await committed(c)).toBe('vip-concierge');
    else await c.until('the character goes on', () => turns(c).includes('Go on.'));
    expect(c.events.some((e) => e.type === 'handoff_requested')).toBe(isVip);
  });

  const products = `variables: { product_name: { description: Product name } }
routes:
  - { when: '{{product_name}} contains "Enterprise"', to: enterprise-product }
  - { when: '{{product_name}} contains "API"', to: api-specialist }
  - { always: true, to: general-support }
handoff_targets:${node('enterprise-product', 'Connecting you with our Enterprise product specialist.')}${node('api-specialist', 'Let me connect you with our API specialist.')}${node('general-support', 'One moment.')}`;

  it.each([
    ['Enterprise API', 'enterprise-product'],
    ['the api', 'api-specialist'],
    ['a mouse', 'general-support'],
  ])('example 5: the product "%s"', async (product_name, target) => {
    const characters = await cast(
      products,
      'enterprise-product',
      'api-specialist',
      'general-support',
    );
    const c = await begin(characters, remember({ product_name }));
    c.conversation.typed('I bought it');
    expect(await committed(c)).toBe(target);
  });

  it('example 6: a lead that qualifies, and the message speaks of the variables', async () => {
    const sales = `variables:
  budget: { type: number, description: Budget amount }
  timeline: { description: Purchase timeline }
  decision_maker: { type: boolean, description: Are they the decision maker }
  sales_rep_name: {}
routes:
  - when: { all: ['{{budget}} >= 10000', '{{timeline}} == "immediate"', '{{decision_maker}} == true'] }
    to: sales-closing
  - { always: true, to: stay }
handoff_targets:${node('sales-closing', "Based on your needs, I'm connecting you with {{sales_rep_name}} who can finalize the details with you.")}`;
    const known = {
      budget: 12_000,
      timeline: 'immediate',
      decision_maker: true,
      sales_rep_name: 'Ada',
    };
    const c = await begin(await cast(sales, 'sales-closing'), remember(known));
    c.conversation.typed('I want to buy');
    expect(await committed(c)).toBe('sales-closing');
    expect(turns(c)).toContain(
      "Based on your needs, I'm connecting you with Ada who can finalize the details with you.",
    );
  });

  it.each([
    ['20:00', 'german', true],
    ['08:59', 'german', true],
    ['12:00', 'german', false],
    ['20:00', 'English', false],
  ])('example 7: at %s in %s', async (time, preferred_language, reached) => {
    at(`2026-11-25T${time}:00Z`);
    const night = `variables: { preferred_language: {} }
routes:
  - when: { all: ['{{current_hour}} < 9 OR {{current_hour}} >= 17', '{{preferred_language}} != "english"'] }
    to: multilingual-24-7
  - { always: true, to: stay }
handoff_targets:${node('multilingual-24-7', "I'm connecting you with our 24/7 multilingual support team.")}`;
    const c = await begin(await cast(night, 'multilingual-24-7'), remember({ preferred_language }));
    c.conversation.typed('hello');
    await c.event('variable_set');
    if (reached) expect(await committed(c)).toBe('multilingual-24-7');
    else await c.until('the character goes on', () => turns(c).includes('I see.'));
    expect(c.events.some((e) => e.type === 'handoff_requested')).toBe(reached);
  });
  const at = (instant: string) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(instant) });
  };

  it('example 8: press 9 anytime to speak with a supervisor, from another character too', async () => {
    const supervisor = `handoff_targets:${node('supervisor', "I'm transferring you to a supervisor now.", '    isGlobal: true\n    globalConditionType: dtmf\n    globalDtmfKey: 9\n')}${node('billing', 'To billing.')}`;
    const characters = await cast(supervisor, 'supervisor', 'billing');
    const c = await begin(characters, tool('handoff_agent', { target: 'billing' }));
    c.conversation.typed('billing please');
    expect(await committed(c)).toBe('billing');
    c.conversation.pressed('9');
    await c.until('the supervisor is there', () =>
      c.events.some((e) => e.type === 'handoff_committed' && e.to === 'supervisor'),
    );
    expect(turns(c)).toContain("I'm transferring you to a supervisor now.");
  });

  it('global by natural language: a tool on every character', async () => {
    const specialist = `handoff_targets:${node('specialist', "I'm connecting you with a specialist.", '    isGlobal: true\n    globalConditionType: prompt\n    globalCondition: User asks for a specialist or expert\n')}${node('billing', 'To billing.')}`;
    const characters = await cast(specialist, 'specialist', 'billing');
    const c = await begin(characters, tool('handoff_agent', { target: 'billing' }), {
      scripts: {
        'front-desk': tool('handoff_agent', { target: 'billing' }),
        billing: tool('handoff_agent', { target: 'specialist' }),
      },
    });
    c.conversation.typed('billing please');
    expect(await committed(c)).toBe('billing');
    c.conversation.typed('I need a specialist');
    await c.until('the specialist is there', () =>
      c.events.some((e) => e.type === 'handoff_committed' && e.to === 'specialist'),
    );
    expect(turns(c)).toContain("I'm connecting you with a specialist.");
  });

  it.each([
    ['spanish', 'spanish-support'],
    ['french', 'french-support'],
  ])('dynamic routing by a variable: %s', async (preferred_language, target) => {
    const router = `variables: { preferred_language: {} }
routes:
  - { when: '{{preferred_language}} == "spanish"', to: spanish-support }
  - { when: '{{preferred_language}} == "french"', to: french-support }
`;
    const c = await begin(
      await cast(router, 'spanish-support', 'french-support'),
      remember({ preferred_language }),
    );
    c.conversation.typed('hola');
    expect(await committed(c)).toBe(target);
  });

  it('a message by prompt is worded by the model', async () => {
    const prompt = `handoff_targets:
  - { agentId: billing, transferMessage: "Explain to the user that you're transferring them.", transferMessageType: prompt }
`;
    const said = "I'm getting you to someone in billing who can review your invoices.";
    const c = await begin(
      await cast(prompt, 'billing'),
      tool('handoff_agent', { target: 'billing' }),
      {
        wording: { announcement: () => Promise.resolve(said) },
      },
    );
    c.conversation.typed('my invoice');
    await committed(c);
    expect(turns(c)).toContain(said);
  });

  it('a message with variables, and a silent transfer without any', async () => {
    const both = `variables: { customer_name: {}, tier: {} }
handoff_targets:${node('premium-support', "Thank you {{customer_name}}. As a {{tier}} member, I'm connecting you with our premium support specialist.")}
  - { type: transfer_agent, agentId: specialist }
`;
    const characters = await cast(both, 'premium-support', 'specialist');
    const args = { target: 'premium-support', variables: { customer_name: 'Ada', tier: 'gold' } };
    const c = await begin(characters, tool('handoff_agent', args), {
      scripts: {
        'front-desk': tool('handoff_agent', args),
        'premium-support': tool('handoff_agent', { target: 'front-desk' }),
      },
    });
    c.conversation.typed('hello');
    await committed(c);
    expect(turns(c)).toContain(
      "Thank you Ada. As a gold member, I'm connecting you with our premium support specialist.",
    );
    const silent = characters[0]!.handoff_targets.find(({ slug }) => slug === 'specialist');
    expect(silent?.message).toBeUndefined();
    expect(silent?.timeout_ms).toBe(30_000);
  });

  it.each([999, 60_001])('a timeout of %i is out of its range', async (timeout) => {
    const wrong = `handoff_targets:\n  - { agentId: sales, timeout: ${timeout} }\n`;
    await expect(cast(wrong, 'sales')).rejects.toThrow('timeout');
  });
});
