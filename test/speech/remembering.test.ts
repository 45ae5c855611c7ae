import { describe, expect, it } from 'vitest';
import type { Intent } from '../../protocol/character.ts';
import {
  agent,
  caller,
  endCall,
  handoffAgent,
  output,
  remember,
  reply,
  rule,
  scheduleCallback,
} from './offered-tools.ts';

const desk = handoffAgent(
  '- billing (Billing Specialist): Questions about an invoice or a refund.',
);
const parcels = rule('parcel_request', 'Parcel Desk', 'parcel, delivery');
const tools = [desk, parcels, remember, scheduleCallback, endCall];
const intents: Intent[] = [{ words: ['opening hours'], say: 'From nine to six.' }];
const hear = (text: string, language = 'en') => reply(tools, [caller(text)], { language, intents });

describe('what the caller says of the declared variables', () => {
  it.each([
    ['My name is Anna Smith.', { customer_name: 'Anna Smith' }],
    ["Hello, I'm Anna, nice to meet you.", { customer_name: 'Anna' }],
    ['My account number is 47 11.', { account_id: '4711' }],
    ['My account ID is B-4711.', { account_id: 'B-4711' }],
    ['My account number is four two, seven.', { account_id: '427' }],
    ['The order number is nine oh one.', { order_number: 901 }],
    ['It is rather complex.', { complexity: 'complex' }],
    ['Moderate, I believe.', { complexity: 'moderate' }],
    ['It is not simple, it is complex.', { complexity: 'complex' }],
    ['I am a new customer.', { plan: 'new customer' }],
    ['I am a member. My name is Anna.', { customer_name: 'Anna', plan: 'member' }],
  ])('is remembered: %j', (text, variables) => {
    const { say, calls } = hear(text);
    expect(say).not.toBe('');
    expect(calls).toEqual([{ name: 'remember', args: { variables } }]);
  });

  it.each([
    'Simple or complex, I do not know.',
    'I am not sure.',
    'Yes, I am looking for one.',
    'My order number is a secret.',
  ])('is not guessed: %j', (text) => {
    expect(hear(text).calls).toEqual([]);
  });

  it.each([
    ['en', 'My name is Anna.', 'Thank you, I have noted that.'],
    ['es', 'Me llamo Ana.', 'Gracias, lo he anotado.'],
    ['es', 'Buenas, mi nombre es Íñigo Ruiz.', 'Gracias, lo he anotado.'],
  ])('is acknowledged in %s: %j', (language, text, expected) => {
    const { say, calls } = hear(text, language);
    expect(say).toBe(expected);
    expect(calls.map(({ name }) => name)).toEqual(['remember']);
  });

  it('is kept beside what is said, which need not speak of it', () => {
    expect(hear('My name is Anna. What are your opening hours?')).toEqual({
      say: 'From nine to six.',
      calls: [{ name: 'remember', args: { variables: { customer_name: 'Anna' } } }],
    });
  });

  it('is kept beside a goodbye and a call back', () => {
    const names = (text: string) => hear(text).calls.map(({ name }) => name);
    expect(names('My name is Anna, goodbye.')).toEqual(['end_call', 'remember']);
    expect(names('I am Anna, please call me back.')).toEqual(['schedule_callback', 'remember']);
  });

  it.each([
    ['My name is Anna. I want a refund.', 'handoff_agent'],
    ['My name is Anna. I wait for a parcel.', 'transfer_to_parcel_request'],
  ])('goes with the caller who is connected, and is not kept twice: %j', (text, tool) => {
    const { calls } = hear(text);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ name: tool, args: { variables: { customer_name: 'Anna' } } });
  });

  it('is remembered in the turn in which it was said, and not again', () => {
    const before = [caller('My name is Anna.'), output(undefined, 'remember'), agent('Thank you.')];
    const { say, calls } = reply(tools, [...before, caller('Opening hours?')], { intents });
    expect(say).toBe('From nine to six.');
    expect(calls).toEqual([]);
  });

  it('goes along with a later handoff', () => {
    const before = [caller('My name is Anna.'), agent('Thank you.')];
    const { calls } = reply(tools, [...before, caller('I want a refund.')]);
    expect(calls[0]?.args['variables']).toEqual({ customer_name: 'Anna' });
  });

  it('is heard in two breaths', () => {
    const turn = [
      caller('My account number is four seven'),
      caller('What are your opening hours?'),
    ];
    const { say, calls } = reply(tools, turn, { intents });
    expect(say).toBe('From nine to six.');
    expect(calls[0]?.args).toEqual({ variables: { account_id: '47' } });
  });

  it('is left alone where nothing can be remembered', () => {
    expect(reply([endCall], [caller('My name is Anna.')]).calls).toEqual([]);
  });
});
