/** The sentences the house itself says, by language; English where a language has none. */
interface Sentences {
  readonly waiting: readonly string[];
  readonly connecting: (name: string) => string;
  readonly failed: (name: string) => string;
  readonly failed_nameless: string;
  readonly takeover: (name: string, reason: string) => string;
}

const ENGLISH: Sentences = {
  waiting: ['One moment please, I am still connecting you.', 'Thank you for waiting.'],
  connecting: (name) => `One moment, I am connecting you to ${name}.`,
  failed: (name) =>
    `I am sorry, I could not reach ${name} just now. I am still here; let me help you.`,
  failed_nameless:
    'I am sorry, I could not connect you just now. I am still here; let me help you.',
  takeover: (name, reason) =>
    reason
      ? `Hello, this is ${name}. I understand this is about ${reason}. I am happy to help.`
      : `Hello, this is ${name}. I have taken over and I am happy to help.`,
};

const SPANISH: Sentences = {
  waiting: ['Un momento, por favor, sigo conectándole.', 'Gracias por esperar.'],
  connecting: (name) => `Un momento, le comunico con ${name}.`,
  failed: (name) => `Lo siento, no he podido comunicarle con ${name}. Sigo aquí para ayudarle.`,
  failed_nameless: 'Lo siento, no he podido comunicarle. Sigo aquí para ayudarle.',
  takeover: (name) => `Hola, le habla ${name}. Ya estoy al tanto; con gusto le ayudo.`,
};

/** The house's sentences in a character's language, as in `en` or `es-MX`. */
export function sentencesIn(language: string): Sentences {
  return language.toLowerCase().startsWith('es') ? SPANISH : ENGLISH;
}
