import { readFileSync } from 'node:fs';
import { llm } from '@livekit/agents';
import { describe, expect, it } from 'vitest';
import { readCharacterFile } from '../../backend/characters/character-file.ts';
import type { Character } from '../../protocol/character.ts';
import { toolsOf } from '../../tools/tools-of.ts';
import { aBundle } from '../fakes/bundle.ts';
import { agent, called, caller, reply } from './offered-tools.ts';

const SLUGS = [
  'front-desk',
  'billing-specialist',
  'technical-expert',
  'supervisor',
  'spanish-desk',
];
const shop = SLUGS.map((slug): Character => {
  const file = `characters/${slug}.md`;
  const { character, faults } = readCharacterFile(file, readFileSync(file, 'utf8'));
  if (!character) throw new Error(`${file} does not read: ${JSON.stringify(faults)}`);
  return character;
});

/** What a character of the shop does with a sentence, on the telephone. */
function hears(slug: string, text: string, said?: string) {
  const character = shop.find((one) => one.slug === slug)!;
  const others = shop.filter((one) => one !== character);
  const bundle = aBundle({ character, others, channel: 'sip_inbound' });
  const tools = toolsOf(bundle, {}).map(({ name, description, parameters }) => ({
    name,
    description,
    parameters: llm.toJsonSchema(parameters),
  }));
  const { intents, language } = character;
  const entries = [agent(said ?? character.greeting), caller(text)];
  return reply(tools, entries, { intents, language });
}

describe('the characters of the shop', () => {
  it.each([
    [
      'front-desk',
      'I have a question about an invoice.',
      'handoff_agent {"target":"billing-specialist","reason":"a question about an invoice"}',
    ],
    [
      'front-desk',
      'My brakes squeak.',
      'handoff_agent {"target":"technical-expert","reason":"your brakes"}',
    ],
    ['front-desk', 'I want to talk to your manager.', 'handoff_agent {"target":"supervisor"'],
    ['front-desk', 'Please put me through to sales.', 'transfer_call {"target":"sales"'],
    ['front-desk', 'Please put me through to sails.', 'transfer_call {"target":"sales"'],
    [
      'front-desk',
      'Please put me through to the Seagulls team.',
      'transfer_call {"target":"sales"',
    ],
    [
      'front-desk',
      'I want the sales team, please, connect me to sales.',
      'transfer_call {"target":"sales"',
    ],
    ['front-desk', 'Can you connect me with Sayles?', 'transfer_call {"target":"sales"'],
    ['front-desk', 'Hablo español', 'handoff_agent {"target":"spanish-desk"'],
    [
      'billing-specialist',
      'Please bring me back to the front desk.',
      'handoff_agent {"target":"front-desk"}',
    ],
    [
      'billing-specialist',
      'And my bike has a puncture.',
      'handoff_agent {"target":"technical-expert"',
    ],
    ['technical-expert', 'I am angry, I want the boss.', 'handoff_agent {"target":"supervisor"'],
    ['spanish-desk', 'Quiero hablar con el gerente.', 'handoff_agent {"target":"supervisor"'],
    ['front-desk', 'That is all, goodbye.', 'end_call {}'],
  ])('connect: %s hears %j', (slug, text, expected) => {
    const heard = hears(slug, text);
    expect(called(heard).startsWith(expected) ? expected : called(heard)).toBe(expected);
  });

  it.each([
    ['front-desk', 'What are your opening hours?', 'We are open Monday to Friday'],
    ['front-desk', 'Hello.', 'Hello! What can I do for you?'],
    ['front-desk', 'Blue elephants sing.', "Sorry, I didn't catch that. I can connect you to"],
    ['front-desk', 'Thank you.', 'You are welcome.'],
    ['billing-specialist', 'I was charged twice.', 'I am sorry about that. A double charge'],
    ['billing-specialist', 'My account number is 4711.', 'Thank you, I have it in front of me.'],
    ['supervisor', 'Yes please.', 'Good, it is noted.'],
    ['spanish-desk', '¿A qué hora abren?', 'Abrimos de lunes a viernes'],
  ])('answer: %s hears %j', (slug, text, expected) => {
    expect(hears(slug, text).say.slice(0, expected.length)).toBe(expected);
  });

  it.each([
    [
      'What shall I write down?',
      'My bicycle is ready.',
      'take_message {"message":"My bicycle is ready."}',
    ],
    ['One moment, I am putting you through to the sales team.', 'No, wait.', 'cancel_transfer {}'],
  ])('go on with what they began: %j', (said, text, expected) => {
    expect(called(hears('front-desk', text, said))).toBe(expected);
  });

  it('keep a number that was said, and connect nobody for it', () => {
    const { say, calls } = hears('front-desk', 'My account number is four seven one one.');
    expect(say).toBe('Thank you, I have noted that.');
    expect(calls).toEqual([{ name: 'remember', args: { variables: { account_id: '4711' } } }]);
  });

  it('take a message where nobody answers', () => {
    const said =
      'I am sorry, sales is not answering. Shall I try somebody else, or take a message?';
    expect(hears('front-desk', 'Please take a message.', said).say).toBe(
      'What shall I write down?',
    );
  });
});
