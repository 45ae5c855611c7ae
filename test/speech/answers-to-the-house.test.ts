import { describe, expect, it } from 'vitest';
import {
  agent,
  called,
  caller,
  collectDigits,
  handoffAgent,
  output,
  reply,
  scheduleCallback,
  takeMessage,
} from './offered-tools.ts';

const desk = handoffAgent(
  '- billing (Billing Specialist): Questions about an invoice or a refund.',
);
const tools = [desk, scheduleCallback, takeMessage, collectDigits];
const SHALL_WE =
  'I am sorry, the Billing Specialist cannot be reached now; somebody is there again tomorrow at nine. Shall we call you back?';
const WHICH_NUMBER = 'On which number can we reach you?';
const invoice = caller('I have a question about an invoice.');
const offered = [invoice, agent(SHALL_WE)];

describe('the offer of a call back', () => {
  it.each([
    ['Yes.', {}],
    ['Yes, please.', {}],
    ['Oh, sure, that would be great.', {}],
    ['Please do.', {}],
    ['Just call me back.', {}],
    [
      'Yes, call me on plus one five five five, oh one two, three four five six.',
      { number: '+15550123456' },
    ],
    ['Yes, on 555 012-3456.', { number: '5550123456' }],
    ['Yes, my phone is 55512.', { number: '55512' }],
    ['Okay. My account number is 4711.', {}],
    ['Yes. My name is Anna Smith.', { name: 'Anna Smith' }],
  ])('is agreed to with %j', (text, given) => {
    const { say, calls } = reply(tools, [...offered, caller(text)]);
    expect(say).toBe('');
    expect(calls).toEqual([
      { name: 'schedule_callback', args: { reason: 'a question about an invoice', ...given } },
    ]);
  });

  it.each([
    ['in English', SHALL_WE, 'en', 'Yes.'],
    ['in Spanish', 'Lo siento. ¿Le devolvemos la llamada?', 'es', 'Sí, por favor.'],
    ['in Mexico', 'Lo siento. ¿Le devolvemos la llamada?', 'es-MX', 'Claro.'],
  ])('is understood %s', (_where, said, language, text) => {
    const heard = reply(tools, [invoice, agent(said), caller(text)], { language });
    expect(called(heard)).toMatch(/^schedule_callback/);
  });

  it('is about what the caller has said longer ago, and to the number named then', () => {
    const { calls } = reply(tools, [
      caller('My mobile is plus one 555 0100 200. I want a refund for the chain.'),
      agent('One moment.'),
      caller('Hello?'),
      agent(SHALL_WE),
      caller('Yes.'),
    ]);
    expect(calls[0]?.args).toEqual({ reason: 'a refund', number: '+15550100200' });
  });

  it('is about the person where nothing else was said, or just about the call', () => {
    const after = (text: string) => reply(tools, [caller(text), agent(SHALL_WE), caller('Yes.')]);
    expect(after('The billing specialist, please.').calls[0]?.args).toEqual({
      reason: 'the Billing Specialist',
    });
    expect(after('Well.').calls[0]?.args).toEqual({ reason: 'your call' });
  });

  it.each([
    ['No, thank you.', 'All right. What else can I do for you?'],
    ['No.', 'All right. What else can I do for you?'],
    ['Blue elephants sing.', "Sorry, I didn't catch that."],
  ])('is not taken up with %j', (text, expected) => {
    const { say, calls } = reply(tools, [...offered, caller(text)]);
    expect(calls).toEqual([]);
    expect(say).toContain(expected);
  });

  it('is not agreed to where something else is asked for', () => {
    const heard = reply(tools, [...offered, caller('Please connect me because of a refund.')]);
    expect(called(heard)).toMatch(/^handoff_agent/);
  });

  it('is nothing to agree to where no call back can be made', () => {
    expect(reply([desk], [...offered, caller('Yes.')]).calls).toEqual([]);
  });

  it('need not be made to a caller who asks for it', () => {
    const heard = reply(tools, [invoice, agent('One moment.'), caller('Can you call me back?')]);
    expect(called(heard)).toBe('schedule_callback {"reason":"a question about an invoice"}');
  });

  it('of a broken promise is none', () => {
    const heard = reply(tools, [caller('You said you would call me back and nobody called.')]);
    expect(heard.calls).toEqual([]);
  });
});

describe('the question for a number', () => {
  const asked = [...offered, caller('Yes, I am Anna.'), output(WHICH_NUMBER), agent(WHICH_NUMBER)];

  it.each([
    ['+1 (555) 010-0199', '+15550100199'],
    ['Plus one, five five five, zero one zero zero.', '+15550100'],
    ['4711', '4711'],
  ])('is answered with %j', (text, number) => {
    const { calls } = reply(tools, [...asked, caller(text)]);
    expect(calls[0]?.args).toMatchObject({ number, name: 'Anna' });
    expect(calls[0]?.args['reason']).toBe('a question about an invoice');
  });

  it('is answered in two breaths', () => {
    const { calls } = reply(tools, [...asked, caller('Plus one five five five'), caller('0100.')]);
    expect(calls[0]?.args).toMatchObject({ number: '+15550100' });
  });

  it('is asked in Spanish too', () => {
    const entries = [...offered, caller('Sí.'), agent('¿A qué número le llamamos?')];
    const spanish = { language: 'es' };
    const { calls } = reply(tools, [...entries, caller('cinco cinco cinco uno dos')], spanish);
    expect(calls[0]?.args).toMatchObject({ number: '55512' });
    const again = reply(tools, [...entries, caller('A este.')], spanish);
    expect(again.say).toMatch(/¿A qué número le llamamos\?$/);
  });

  it('is asked again where no number comes, and dropped with "no"', () => {
    expect(reply(tools, [...asked, caller('This one.')]).say).toMatch(/can we reach you\?$/);
    expect(reply(tools, [...asked, caller('No, never mind.')]).say).toMatch(/^All right/);
  });
});

describe('the offer to take a message', () => {
  it.each([
    ['Shall I take a message?', 'en', 'Yes, please.', 'What shall I write down?'],
    ['Shall I try somebody else, or take a message?', 'en', 'Okay.', 'What shall I write down?'],
    ['Lo siento. ¿Le tomo un recado?', 'es', 'Sí, gracias.', '¿Qué quiere que anote?'],
    ['Shall I take a message?', 'en', 'No.', 'All right. What else can I do for you?'],
  ])('%j', (said, language, text, expected) => {
    expect(reply(tools, [invoice, agent(said), caller(text)], { language }).say).toBe(expected);
  });

  it.each(['Please take a message.', 'Please take the message.', 'Can I leave my message?'])(
    'needs no offer where the caller asks: %j',
    (text) => {
      const { say } = reply(tools, [invoice, agent('How can I help?'), caller(text)]);
      expect(say).toBe('What shall I write down?');
    },
  );

  it('is not taken up where somebody else is asked for', () => {
    const said = agent('Shall I try somebody else, or take a message?');
    const { say } = reply(tools, [invoice, said, caller('Yes, somebody else.')]);
    expect(say).not.toBe('What shall I write down?');
  });
});

describe('a number that is typed', () => {
  const intents = [{ words: ['order status'], say: 'Please type it.', collect: 'order_number' }];

  it('is collected from the sentence that asks for it', () => {
    expect(reply(tools, [caller('What is my order status?')], { intents })).toEqual({
      say: 'Please type it.',
      calls: [{ name: 'collect_digits', args: { into: 'order_number' } }],
    });
  });

  it('is only asked for where none can be collected', () => {
    expect(reply([desk], [caller('My order status?')], { intents })).toEqual({
      say: 'Please type it.',
      calls: [],
    });
  });

  it.each([
    ['4711', 'en', 'Thank you, I have the number.'],
    ['4711#', 'en', 'Thank you, I have the number.'],
    ['four seven, one one.', 'en', 'Thank you, I have the number.'],
    ['4711', 'es', 'Gracias, tengo el número.'],
  ])('is acknowledged: %j in %s', (text, language, expected) => {
    const entries = [agent('Please type it.'), output(undefined), caller(text)];
    expect(reply(tools, entries, { language })).toEqual({ say: expected, calls: [] });
  });

  it('may be what an intent listens for', () => {
    const extension = [{ words: ['4711'], say: 'That is the workshop.' }];
    expect(reply(tools, [caller('4711')], { intents: extension }).say).toMatch(/workshop/);
  });
});

describe('what a tool gave back', () => {
  it.each([
    ['a refusal', 'Nobody is there now.', 'en', 'Nobody is there now.'],
    ['a refusal as data', { because: 'Nobody is there.' }, 'en', 'Nobody is there.'],
    ['an answer to speak', { say: 'It is ready.' }, 'en', 'It is ready.'],
    [
      'a failure, without what the model is told',
      'The look-up failed. Go on without it.',
      'en',
      'The look-up failed.',
    ],
    ['data', { status: 'ready' }, 'en', 'Thank you, I have found it.'],
    ['data as text', '{"status":"ready", "name":"Anna"}', 'en', 'Thank you, I have found it.'],
    ['a list', '[{"id":1}]', 'en', 'Thank you, I have found it.'],
    ['data, in Spanish', { status: 'ready' }, 'es', 'Gracias, ya lo he encontrado.'],
    ['no data', {}, 'en', ''],
    ['nothing', undefined, 'en', ''],
    ['null', null, 'en', ''],
    ['one word', 'ok', 'en', ''],
    ['half of some data', '{"status": "re', 'en', ''],
  ])('is spoken or not: %s', (_what, answer, language, expected) => {
    const heard = reply(tools, [invoice, output(answer)], { language });
    expect(heard).toEqual({ say: expected, calls: [] });
  });

  it('is spoken as the sentence that it is, without the quotes of its JSON', () => {
    const entry = { from: 'tool' as const, name: 'x', output: 'The plain sentence of an error.' };
    expect(reply(tools, [invoice, entry]).say).toBe('The plain sentence of an error.');
  });

  it('is spoken of every tool of the turn, but not what remember tells a model', () => {
    const { say } = reply(tools, [
      caller('I am Anna, call me back.'),
      output('We will call you back.', 'schedule_callback'),
      output(undefined, 'collect_digits'),
      output('Noted. Go on with the conversation.', 'remember'),
    ]);
    expect(say).toBe('We will call you back.');
  });
});
