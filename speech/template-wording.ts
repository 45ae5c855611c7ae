import type { Brief, Wording } from './wording.ts';

/** Sentences from fixed templates and the caller's own words: no model, no wait. */
export function templateWording(language: string): Wording {
  const spanish = language.toLowerCase().startsWith('es');
  const make = spanish ? SPANISH : ENGLISH;
  return {
    announcement: (_instruction, brief, signal) => say(signal, () => make.announcement(brief)),
    takeover: (brief, signal) => say(signal, () => make.takeover(brief)),
    summary: (brief, signal) => say(signal, () => make.summary(brief)),
  };
}

interface Templates {
  announcement(brief: Brief): string;
  takeover(brief: Brief): string;
  summary(brief: Brief): string;
}

const ENGLISH: Templates = {
  announcement: ({ reason, other }) =>
    reason
      ? `I understand, it is about ${reason}. I am connecting you to ${spoken(other)} now.`
      : `One moment please, I am connecting you to ${spoken(other)}.`,
  takeover: ({ speaker, reason, variables }) => {
    const name = variables['customer_name'];
    const hello = `Hello${typeof name === 'string' && name ? ` ${name}` : ''}, this is ${spoken(speaker)}.`;
    return reason
      ? `${hello} I hear it is about ${reason}.`
      : `${hello} I am taking over from here.`;
  },
  summary: (brief) => {
    const about = brief.reason ? `The call is about ${brief.reason}.` : '';
    const said = callerSentences(brief).map((text) => `"${text}"`);
    const words = said.length > 0 ? `The caller said: ${said.join(' ')}` : '';
    return [about, words, facts(brief)].filter(Boolean).join(' ');
  },
};

const SPANISH: Templates = {
  announcement: ({ other }) => `Un momento, por favor, le comunico con ${other}.`,
  takeover: ({ speaker }) => `Hola, le atiende ${speaker}. ¿En qué le puedo ayudar?`,
  summary: ENGLISH.summary.bind(ENGLISH),
};

const LAST_SENTENCES = 6;

/** What the caller has said, the latest last, the trigger among it. */
function callerSentences({ lines, caller_said }: Brief): string[] {
  const said = lines.flatMap(({ role, text }) => (role === 'caller' && text ? [text] : []));
  const all = caller_said && !said.includes(caller_said) ? [...said, caller_said] : said;
  return all.slice(-LAST_SENTENCES);
}

function facts({ variables }: Brief): string {
  const known = Object.entries(variables).map(
    ([name, value]) => `${name.replaceAll('_', ' ')}: ${String(value)}`,
  );
  return known.length > 0 ? `Known: ${known.join(', ')}.` : '';
}

/** "the Billing Specialist", but "Riley". */
function spoken(name: string): string {
  return name.includes(' ') ? `the ${name}` : name;
}

function say(signal: AbortSignal, make: () => string): Promise<string> {
  return new Promise((resolve) => {
    signal.throwIfAborted();
    resolve(make());
  });
}
