import type { Verdict } from '../protocol/verdict.ts';

/** The sentences the house itself says, by language; English where a language has none. */
export interface Sentences {
  readonly waiting: readonly string[];
  readonly connecting: (name: string) => string;
  readonly failed: (name: string) => string;
  readonly failed_nameless: string;
  readonly takeover: (name: string, reason: string) => string;
  readonly transferring: (label: string) => string;
  readonly still_ringing: readonly string[];
  /** A person has been dialled in and hears this too. */
  readonly on_the_line: (label: string) => string;
  readonly came_back: (label: string, verdict: Verdict) => string;
  /** The person is asked before the caller is put through. */
  readonly asking_person: (label: string) => string;
  readonly trying_next: (label: string, next: string) => string;
  /** To the person: who calls, and why. */
  readonly tell_person: (agent: string, caller: string | null, reason: string) => string;
  readonly ask_person: string;
  readonly connecting_person: string;
  readonly not_connecting: string;
  readonly caller_is_gone: string;
  /** Nobody is there now; `when`, such as "tomorrow at nine", says when somebody will be. */
  readonly closed_until: (name: string, when: string | null) => string;
  /** The call was handed around as often as it may be, and no person can be reached. */
  readonly passed_on_enough: string;
  readonly call_back_offer: string;
  readonly message_offer: string;
  readonly which_number: string;
  readonly will_call_back: (when: string | null) => string;
  readonly noted_call_back: string;
  /** The first words of a call that the caller asked for. */
  readonly calling_back: (agent: string, name: string | null, reason: string) => string;
  /** Somebody, and where they work. */
  readonly at_work: (name: string, place: string) => string;
  readonly which_person: (names: string) => string;
  readonly is_it: (name: string) => string;
  readonly many_people: (names: string) => string;
  readonly unknown_person: (name: string) => string;
  /** Another worker has the call now (B12); what the caller said last is answered next. */
  readonly cut_off: string;
  /** The same where nothing waits for an answer. */
  readonly cut_off_go_on: string;
  readonly cut_off_in_line: string;
  /** A provider has failed, and nothing was answered. */
  readonly lost_turn: string;
  readonly still_there: string;
  /** To a caller who was asked and has not answered. */
  readonly silent_goodbye: string;
  /** The call has lasted almost as long as it may. */
  readonly ends_soon: (left_s: number) => string;
  readonly time_is_up: string;
  /** Whoever answers the last resort's number (R3). */
  readonly somebody: string;
  readonly desk: DeskSentences;
}

/** What is said to a caller at the desk (X8). */
interface DeskSentences {
  readonly enqueued: (label: string) => string;
  /** `usual_min`: minutes that the last callers waited, null where nobody knows. */
  readonly position: (position: number, usual_min: number | null) => string;
  readonly choices: (agent: string, may_call_back: boolean) => string;
  readonly closed: (label: string) => string;
  readonly went_back: string;
  readonly handed_back: (agent: string) => string;
  readonly lost: (label: string) => string;
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
  transferring: (label) => `One moment, I am putting you through to ${label}.`,
  still_ringing: ['It is still ringing.', 'Thank you for holding, I am still trying.'],
  on_the_line: (label) => `You are connected to ${label} now.`,
  came_back: (label, verdict) => {
    const offer = 'Shall I try somebody else, or take a message?';
    if (verdict === 'busy') return `I am sorry, ${label} is on another call. ${offer}`;
    if (verdict === 'no_answer') return `I am sorry, ${label} is not answering. ${offer}`;
    if (verdict === 'declined') return `I am sorry, ${label} cannot take the call now. ${offer}`;
    if (verdict === 'voicemail')
      return `I am sorry, I only reach the voicemail of ${label}. ${offer}`;
    if (verdict === 'unknown')
      return `I am sorry, I did not hear whether ${label} could be reached. You are still with me. ${offer}`;
    return `I am sorry, I could not put you through to ${label}. ${offer}`;
  },
  asking_person: (label) =>
    `One moment, I am asking ${label} whether they can take your call. Please stay on the line.`,
  trying_next: (label, next) => `${label} cannot take the call, so I am asking ${next}.`,
  tell_person: (agent, caller, reason) =>
    `Hello, this is ${spoken(agent)}. I have ${caller ?? 'a caller'} on the line${reason ? `, about ${reason}` : ''}.`,
  ask_person: 'Can you take the call? Please say yes or no, or press one for yes and two for no.',
  connecting_person: 'Thank you, I am connecting you now.',
  not_connecting: 'Thank you. I am not connecting the call. Goodbye.',
  caller_is_gone: 'I am sorry, the caller has just hung up. Goodbye.',
  desk: {
    enqueued: (label) => `I am putting you in line for ${spoken(label)}. Please stay with me.`,
    position: (position, usual_min) => {
      const place =
        position === 1 ? 'You are next in line.' : `You are number ${position} in line.`;
      if (usual_min === null) return place;
      const wait = usual_min <= 1 ? 'about a minute' : `about ${usual_min} minutes`;
      return `${place} The last callers waited ${wait}.`;
    },
    choices: (agent, may_call_back) => {
      const back = `To come back to ${agent}, press two, or say: go back.`;
      return may_call_back ? `To be called back, press one, or say: call me back. ${back}` : back;
    },
    closed: (label) =>
      `I am sorry, nobody is at ${spoken(label)} right now. Shall I take a message, or shall we call you back?`,
    went_back: 'You are out of the line, and back with me. How can I help?',
    handed_back: (agent) => `You are back with ${agent}. What else can I do for you?`,
    lost: (label) =>
      `I am sorry, the connection to ${spoken(label)} was lost. I am still here. Shall I try again?`,
  },
  closed_until: (name, when) =>
    `I am sorry, ${spoken(name)} cannot be reached now${when ? `; somebody is there again ${when}` : ''}.`,
  passed_on_enough: 'I do not want to pass you on once more.',
  call_back_offer: 'Shall we call you back?',
  message_offer: 'Shall I take a message?',
  which_number: 'On which number can we reach you?',
  will_call_back: (when) => `Thank you. We will call you back${when ? ` ${when}` : ''}.`,
  noted_call_back: 'Thank you. I have noted that you would like to be called back.',
  calling_back: (agent, name, reason) =>
    `Hello${name ? ` ${name}` : ''}, this is ${spoken(agent)}. You asked us to call you back about ${reason}. Is now a good time?`,
  at_work: (name, place) => `${name} in ${place}`,
  which_person: (names) => `I have ${names}. Which one?`,
  is_it: (name) => `I have ${name}. Is that who you mean?`,
  many_people: (names) =>
    `I have several who are called that, among them ${names}. What is the full name?`,
  unknown_person: (name) => `I find nobody called ${name}. Could you spell the name for me?`,
  cut_off: 'I am sorry, I was cut off for a moment. I am back.',
  cut_off_go_on: 'I am sorry, I was cut off for a moment. I am back. Please say that once more.',
  cut_off_in_line: 'I am sorry, I was cut off for a moment. You are still in line.',
  lost_turn: 'I am sorry, something went wrong on my side. Could you say that once more?',
  still_there: 'Are you still there?',
  silent_goodbye: 'I cannot hear you, so I am ending the call now. Please call again. Goodbye.',
  ends_soon: (left_s) =>
    `This call can go on for ${left_s < 45 ? `${left_s} more seconds` : 'one more minute'}.`,
  time_is_up: 'This call has lasted as long as it may, so I am ending it now. Goodbye.',
  somebody: 'a colleague',
};

const SPANISH: Sentences = {
  waiting: ['Un momento, por favor, sigo conectándole.', 'Gracias por esperar.'],
  connecting: (name) => `Un momento, le comunico con ${name}.`,
  failed: (name) => `Lo siento, no he podido comunicarle con ${name}. Sigo aquí para ayudarle.`,
  failed_nameless: 'Lo siento, no he podido comunicarle. Sigo aquí para ayudarle.',
  takeover: (name) => `Hola, le habla ${name}. Ya estoy al tanto; con gusto le ayudo.`,
  transferring: (label) => `Un momento, le paso con ${label}.`,
  still_ringing: ['Sigue sonando.', 'Gracias por esperar, lo sigo intentando.'],
  on_the_line: (label) => `Ya está en línea con ${label}.`,
  came_back: (label, verdict) => {
    const offer = '¿Intento con otra persona o le tomo un recado?';
    if (verdict === 'busy') return `Lo siento, ${label} está en otra llamada. ${offer}`;
    if (verdict === 'no_answer') return `Lo siento, ${label} no contesta. ${offer}`;
    if (verdict === 'declined') return `Lo siento, ${label} no puede atenderle ahora. ${offer}`;
    if (verdict === 'voicemail') return `Lo siento, solo responde el buzón de ${label}. ${offer}`;
    return `Lo siento, no he podido pasarle con ${label}. ${offer}`;
  },
  asking_person: (label) =>
    `Un momento, pregunto a ${label} si puede atenderle. No cuelgue, por favor.`,
  trying_next: (label, next) => `${label} no puede atenderle; pregunto a ${next}.`,
  tell_person: (agent, caller, reason) =>
    `Hola, le habla ${agent}. Tengo en línea a ${caller ?? 'una persona'}${reason ? `, por lo siguiente: ${reason}` : ''}.`,
  ask_person: '¿Puede atender la llamada? Diga sí o no, o pulse uno para sí y dos para no.',
  connecting_person: 'Gracias, les comunico ahora.',
  not_connecting: 'Gracias. No paso la llamada. Adiós.',
  caller_is_gone: 'Lo siento, quien llamaba acaba de colgar. Adiós.',
  desk: {
    enqueued: (label) => `Le pongo en la cola de ${label}. Quédese conmigo, por favor.`,
    position: (position, usual_min) => {
      const place = position === 1 ? 'Es el siguiente.' : `Es el número ${position} en la cola.`;
      if (usual_min === null) return place;
      const wait = usual_min <= 1 ? 'un minuto' : `${usual_min} minutos`;
      return `${place} Los últimos han esperado unos ${wait}.`;
    },
    choices: (agent, may_call_back) => {
      const back = `Para volver con ${agent}, pulse dos o diga: volver.`;
      return may_call_back
        ? `Si prefiere que le llamemos, pulse uno o diga: llámeme. ${back}`
        : back;
    },
    closed: (label) =>
      `Lo siento, ahora no hay nadie en ${label}. ¿Tomo un mensaje o prefiere que le llamemos?`,
    went_back: 'Ya no está en la cola y vuelve a hablar conmigo. ¿En qué le ayudo?',
    handed_back: (agent) => `Vuelve a hablar con ${agent}. ¿En qué más le ayudo?`,
    lost: (label) =>
      `Lo siento, se ha perdido la conexión con ${label}. Sigo aquí. ¿Lo intento de nuevo?`,
  },
  closed_until: (name, when) =>
    `Lo siento, ahora no es posible hablar con ${name}${when ? `; le atienden de nuevo ${when}` : ''}.`,
  passed_on_enough: 'No quiero pasarle una vez más a otra persona.',
  call_back_offer: '¿Le devolvemos la llamada?',
  message_offer: '¿Le tomo un recado?',
  which_number: '¿A qué número le llamamos?',
  will_call_back: (when) => `Gracias. Le llamaremos${when ? ` ${when}` : ''}.`,
  noted_call_back: 'Gracias. He anotado que desea que le llamen.',
  calling_back: (agent, name, reason) =>
    `Hola${name ? `, ${name}` : ''}, le habla ${agent}. Nos pidió que le llamáramos por lo siguiente: ${reason}. ¿Le viene bien ahora?`,
  at_work: (name, place) => `${name} de ${place}`,
  which_person: (names) => `Tengo a ${names}. ¿Con quién desea hablar?`,
  is_it: (name) => `Tengo a ${name}. ¿Es quien busca?`,
  many_people: (names) =>
    `Tengo a varias personas con ese nombre, entre ellas ${names}. ¿Cuál es el nombre completo?`,
  unknown_person: (name) => `No encuentro a nadie llamado ${name}. ¿Me lo puede deletrear?`,
  cut_off: 'Lo siento, se ha cortado un momento. Ya estoy aquí otra vez.',
  cut_off_go_on:
    'Lo siento, se ha cortado un momento. Ya estoy aquí otra vez. ¿Me repite lo último?',
  cut_off_in_line: 'Lo siento, se ha cortado un momento. Sigue en la cola.',
  lost_turn: 'Perdone, algo ha fallado por mi parte. ¿Puede repetirlo?',
  still_there: '¿Sigue ahí?',
  silent_goodbye: 'No le oigo, así que termino la llamada. Llámenos de nuevo. Adiós.',
  ends_soon: (left_s) =>
    `Esta llamada puede durar ${left_s < 45 ? `${left_s} segundos` : 'un minuto'} más.`,
  time_is_up: 'Esta llamada ha llegado a su duración máxima, así que la termino. Adiós.',
  somebody: 'un compañero',
};

/** "the Billing Specialist", but "Riley". */
function spoken(name: string): string {
  return /^[\p{L}-]+$/u.test(name) || /^(the|our) /i.test(name) ? name : `the ${name}`;
}

/** The house's sentences in a character's language, as in `en` or `es-MX`. */
export function sentencesIn(language: string): Sentences {
  return language.toLowerCase().startsWith('es') ? SPANISH : ENGLISH;
}
