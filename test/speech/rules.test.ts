import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RoutingConfig } from '../../protocol/routing.ts';
import { toolsOf } from '../../tools/tools-of.ts';
import { aBundle, aCharacter } from '../fakes/bundle.ts';
import { caller, called, endCall, handoffAgent, reply, rule } from './offered-tools.ts';

const support = rule(
  'support_request',
  'Customer Support',
  'support, help, issue, problem, not working',
);
const billing = rule('billing_question', 'Billing Specialist', 'invoice, double charge, payment');
const sales = rule('sales_request', 'sales request', 'buy, pricing, new bike');
const desk = handoffAgent(
  '- billing (Billing Specialist): Questions about an invoice, a payment or a refund.',
  '- workshop (Workshop): A fault on a bike: brakes, gears, a puncture. Not for prices.',
);
const tools = [desk, support, billing, sales, endCall];
const hear = (text: string, offered = tools) => reply(offered, [caller(text)]);

describe('a transfer rule', () => {
  it.each([
    ['I need support please.', 'transfer_to_support_request {}'],
    ['Can you help me?', 'transfer_to_support_request {}'],
    ['My router is not working.', 'transfer_to_support_request {"reason":"your router"}'],
    ['I have an issue with my new gears', 'handoff_agent'],
    ['I have a problem.', 'transfer_to_support_request'],
    [
      'I have a question about a payment.',
      'transfer_to_billing_question {"reason":"a question about a payment"}',
    ],
    [
      'There is a double charge on my card.',
      'transfer_to_billing_question {"reason":"a double charge"}',
    ],
    [
      'It is about an in voice.',
      'transfer_to_billing_question {"reason":"a question about an invoice"}',
    ],
    ['I want to buy a new bike.', 'transfer_to_sales_request {"reason":"buying a new bike"}'],
    ['I have a puncture.', 'handoff_agent {"target":"workshop","reason":"a puncture"}'],
    ['I want a refund of my payment for an invoice', 'transfer_to_billing_question'],
  ])('hears %j', (text, expected) => {
    const { say, calls } = hear(text);
    expect(say).toBe('');
    expect(called({ say, calls })).toMatch(new RegExp(`^${expected.replace(/[{}]/g, '\\$&')}`));
  });

  it('goes before a line of handoff_agent that is as likely', () => {
    const hotline = handoffAgent('- hotline (Hotline): Support.');
    expect(called(hear('I need support.', [hotline, support]))).toMatch(/^transfer_to_support/);
  });

  it.each([
    ['a half of its words', 'I am working on Saturday.'],
    ['what is ruled out', 'It is not about a payment.'],
    ['no problem', 'No problem.'],
    ['its words in another order', 'Is there a charge for a double lock?'],
  ])('is not taken for %s', (_what, text) => {
    expect(hear(text).calls).toEqual([]);
  });

  it('does not keep a caller who thanks for the help and says goodbye', () => {
    expect(called(hear('Thank you for your help, goodbye.'))).toBe('end_call {}');
  });

  it('takes what is known along', () => {
    const text = 'My name is Anna. I have a question about a payment.';
    expect(hear(text).calls).toEqual([
      {
        name: 'transfer_to_billing_question',
        args: { reason: 'a question about a payment', variables: { customer_name: 'Anna' } },
      },
    ]);
  });

  it('and handoff_agent are no two people to choose between', () => {
    const text = 'The Billing Specialist, please.';
    expect(called(hear(text))).toBe('transfer_to_billing_question {}');
    const lost = hear('Blue elephants sing.').say;
    expect(lost.match(/Billing Specialist/g)).toHaveLength(1);
  });

  it('goes before an intent as likely, and after one that fits better', () => {
    const intents = [
      { words: ['pricing'], say: 'Prices.' },
      { words: ['pricing membership'], say: 'Twelve dollars.' },
    ];
    const heard = (text: string) => reply(tools, [caller(text)], { intents });
    expect(called(heard('Tell me your pricing.'))).toMatch(/^transfer_to_sales_request/);
    expect(heard('What is the pricing of a membership?').say).toBe('Twelve dollars.');
  });

  it('leaves the caller to choose where two rules are as likely', () => {
    expect(hear('An invoice, and support.').say).toBe(
      'I can connect you to the Customer Support or the Billing Specialist. Which of them shall it be?',
    );
  });

  it('is taken as the house writes it down', () => {
    const character = aCharacter({
      slug: 'desk',
      routing_config: RoutingConfig.parse({
        transfer_rules: [
          { trigger: 'support_request', keywords: ['not working'], target_instance_id: 'support' },
          { trigger: 'sales_request', keywords: ['new bike'], target_number: '+15550100123' },
        ],
      }),
    });
    const others = [aCharacter({ slug: 'support', name: 'Customer Support' })];
    const offered = toolsOf(aBundle({ character, others, channel: 'sip_inbound' }), {});
    const told = offered.map((tool) => ({ ...tool, parameters: z.toJSONSchema(tool.parameters) }));
    expect(called(hear('It is not working.', told))).toBe('transfer_to_support_request {}');
    expect(called(hear('I need a new bike.', told))).toMatch(/^transfer_to_sales_request/);
    expect(hear('Blue elephants sing.', told).say).toMatch(
      /connect you to the Customer Support or the sales request/,
    );
  });
});
