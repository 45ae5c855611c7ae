import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isMachineTalk } from '../../call/answering-machine.ts';
import { consentIn } from '../../call/consent.ts';

describe('an answer in words', () => {
  it.each([
    ['Yes.', 'en', 'yes'],
    ['Yeah, sure, put them through!', 'en', 'yes'],
    ['No problem, go ahead.', 'en', 'yes'],
    ['OK', 'en-GB', 'yes'],
    ['No, thank you.', 'en', 'no'],
    ["I can't right now.", 'en', 'no'],
    ['Sorry, I am in a meeting', 'en', 'no'],
    ["No, I can't take the call.", 'en', 'no'],
    ["I'm not available right now.", 'en', 'no'],
    ["I don't mind, put him through", 'en', 'yes'],
    ['Yes, I will take the call.', 'en', 'yes'],
    ['Yes, I will take a call.', 'en', 'yes'],
    ['Nope', 'en', 'no'],
    ['Sí, claro, pásamelo.', 'es', 'yes'],
    ['No hay problema, adelante', 'es-MX', 'yes'],
    ['Ahora no puedo', 'es', 'no'],
  ])('%s (%s) is a %s', (text, language, expected) => {
    expect(consentIn(text, language)).toBe(expected);
  });

  it.each([
    'Who is this?',
    'Hello?',
    'What is it about?',
    'Yes, but not now',
    "Yes, don't hide",
    'Okay, take a message.',
    'Sure, one moment.',
    'Yes? Who is calling?',
    'Go ahead and say your name and why you are calling.',
    'Okay. Please stay on the line.',
    'please say yes',
    'press one for yes',
    'Sorry, what was that?',
    '',
  ])('%s is neither, and is asked again', (text) => {
    expect(consentIn(text, 'en')).toBeNull();
  });

  it.each([
    '¿Bueno? ¿Quién habla?',
    'Si me llama mañana mejor',
    'Vale, dígale que la llamo mañana',
  ])('%s is neither in Spanish', (text) => {
    expect(consentIn(text, 'es')).toBeNull();
  });

  it('is the same in whatever case, with whatever marks a recogniser sets', () => {
    const marks = fc.constantFrom('', '.', '!', '...', ', ', ' ');
    fc.assert(
      fc.property(fc.constantFrom('yes', 'no'), marks, marks, fc.boolean(), (word, a, b, loud) => {
        const text = `${a}${loud ? word.toUpperCase() : word}${b}`;
        expect(consentIn(text, 'en')).toBe(word);
      }),
    );
  });
});

describe('an answering machine', () => {
  it.each([
    'Hi, this is Jamie. Please leave a message after the tone.',
    'You have reached the voice mail of Jamie Lee.',
    "I'm sorry, I can't come to the phone right now.",
    'The person you are calling is not available.',
    'The customer you have dialled is currently unavailable to take your call',
    'Leave your name and number and I will get back to you.',
    'Deje su mensaje después de la señal.',
    'Ha llamado al buzón de voz de Ana.',
  ])('says: %s', (text) => {
    expect(isMachineTalk(text)).toBe(true);
  });

  it.each([
    "No, I can't take the call.",
    'I am not available right now.',
    "I'll get back to you.",
    "I can't, ask them to leave a message.",
    'Send them to my voicemail, please.',
  ])('is no person who refuses, once asked: %s', (text) => {
    expect(isMachineTalk(text, 'the question')).toBe(false);
  });

  it.each(['Please leave a message after the tone.', 'You have reached Jamie Lee.'])(
    'is one whatever it was asked: %s',
    (text) => {
      expect(isMachineTalk(text, 'the question')).toBe(true);
    },
  );

  it.each([
    'Hello?',
    'Jamie Lee speaking.',
    'Accounts department, this is Jamie, how can I help?',
    'Yes, put them through.',
    'Can you take a message for me?',
    'No, I am not free now.',
    '¿Sí, dígame?',
  ])('is no person who says: %s', (text) => {
    expect(isMachineTalk(text)).toBe(false);
  });
});
