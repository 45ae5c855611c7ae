import { describe, expect, it } from 'vitest';
import { sentencesIn } from '../../call/sentences.ts';
import { agent, called, caller, handoffAgent, reply, transferToPerson } from './offered-tools.ts';

const desk = handoffAgent(
  '- sales (the Sales Team): New bikes.',
  '- billing (Kim): Invoices.',
  '- accounts (Accounts): Payments.',
  '- technical (the Technical Expert): Repairs in our workshop.',
);
const tools = [desk, transferToPerson];
const asks = (text: string, before = '', language = 'en') =>
  called(reply(tools, [...(before ? [agent(before)] : []), caller(text)], { language }));
const find = (name: string) => `transfer_to_person ${JSON.stringify({ name })}`;
const { which_person, is_it, unknown_person } = sentencesIn('en');

describe('somebody who is asked for by name', () => {
  it.each([
    ['Can I speak to Jamie in accounts, please?', 'Jamie in accounts'],
    ['Could you put me through to Jamie Lee?', 'Jamie Lee'],
    ['I would like to talk with Dr. Novak from the workshop.', 'Dr. Novak from the workshop'],
    ["Please connect me to Siobhán O'Neill.", "Siobhán O'Neill"],
    ['Quisiera hablar con Marta Ruiz de ventas.', 'Marta Ruiz de ventas'],
  ])('is looked up: %s', (text, name) => {
    expect(asks(text, '', text.startsWith('Quisiera') ? 'es' : 'en')).toBe(find(name));
  });

  it.each([
    'Can I speak to somebody, please?',
    'I want to talk to a person.',
    'Can I talk to Kim about an invoice?',
    'I want to speak to Sales.',
  ])('is not, where that is nobody of the directory: %s', (text) => {
    expect(asks(text)).not.toContain('transfer_to_person');
  });
});

describe('a question of the directory', () => {
  it('is answered with who is meant', () => {
    const question = which_person('Jamie Lee in accounts and Jamie Fox in the workshop');
    expect(asks('Jamie in the workshop, please.', question)).toBe(find('Jamie in the workshop'));
    expect(asks('The workshop.', question)).toBe(find('The workshop'));
    expect(asks('J, A, I, M, E.', unknown_person('Jimmy'))).toBe(find('J, A, I, M, E'));
  });

  it('is answered by a yes to the one name, and by a no to nobody', () => {
    expect(asks('Yes, please.', is_it('Jamie Lee in accounts'))).toBe(
      find('Jamie Lee in accounts'),
    );
    expect(asks('No.', is_it('Jamie Lee in accounts'))).not.toContain('transfer_to_person');
  });

  it('does not keep a caller who wants something else', () => {
    const question = which_person('Jamie Lee and Jamie Fox');
    expect(asks('I have a question about new bikes.', question)).toContain('sales');
  });
});
