/** The brain's own sentences, of a language. */
export interface BrainSentences {
  /** Said once, before its first answer: what it is. */
  readonly introduction: string;
  /** By which it sees that it has introduced itself. */
  readonly mark: string;
  readonly hello: string;
  readonly goodbye: string;
  /** Asks for a message; what comes next is the message. */
  readonly askMessage: string;
  /** Asks again for the number to call back. */
  readonly askNumber: string;
  /** What to call back about where the caller has not said it. */
  readonly yourCall: string;
  readonly declined: string;
  readonly noted: string;
  readonly gotNumber: string;
  /** To data that a tool gave back. */
  readonly found: string;
  notUnderstood(offers: readonly string[]): string;
  unsure(names: readonly string[]): string;
}

const ENGLISH: BrainSentences = {
  introduction: 'Just so you know, I am the built-in assistant, without a language model.',
  mark: 'built-in assistant',
  hello: 'Hello! What can I do for you?',
  goodbye: 'Thank you for calling. Goodbye!',
  askMessage: 'What shall I write down?',
  askNumber: 'Sorry, I need the number. On which number can we reach you?',
  yourCall: 'your call',
  declined: 'All right. What else can I do for you?',
  noted: 'Thank you, I have noted that.',
  gotNumber: 'Thank you, I have the number.',
  found: 'Thank you, I have found it.',
  notUnderstood: (names) =>
    names.length === 0
      ? "Sorry, I didn't catch that. Could you say it in other words?"
      : `Sorry, I didn't catch that. I can connect you to ${list(names, 'or')}, or try other words.`,
  unsure: (names) => `I can connect you to ${list(names, 'or')}. Which of them shall it be?`,
};

const SPANISH: BrainSentences = {
  introduction: 'Le aviso: soy el asistente integrado, sin modelo de lenguaje.',
  mark: 'asistente integrado',
  hello: '¡Hola! ¿En qué le puedo ayudar?',
  goodbye: 'Gracias por llamar. ¡Hasta luego!',
  askMessage: '¿Qué quiere que anote?',
  askNumber: 'Perdone, necesito el número. ¿A qué número le llamamos?',
  yourCall: 'su llamada',
  declined: 'De acuerdo. ¿En qué más le puedo ayudar?',
  noted: 'Gracias, lo he anotado.',
  gotNumber: 'Gracias, tengo el número.',
  found: 'Gracias, ya lo he encontrado.',
  notUnderstood: (names) =>
    names.length === 0
      ? 'Perdone, no le he entendido. ¿Me lo puede decir con otras palabras?'
      : `Perdone, no le he entendido. Le puedo comunicar con ${list(names, 'o')}.`,
  unsure: (names) => `Le puedo comunicar con ${list(names, 'o')}. ¿Con quién desea hablar?`,
};

export function brainSentences(language: string): BrainSentences {
  return language.toLowerCase().startsWith('es') ? SPANISH : ENGLISH;
}

function list(names: readonly string[], or: string): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} ${or} ${names.at(-1) ?? ''}`;
}
