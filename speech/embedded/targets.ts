import { RULE_PREFIX } from '../../protocol/character.ts';
import type { OfferedTool } from './conversation.ts';
import { isEmpty, wordsOf } from './words.ts';

export const HANDOFF_TOOL = 'handoff_agent';
export const TRANSFER_TOOL = 'transfer_call';

/** Somebody the caller can be connected to, with the words that speak for and against it. */
export interface Target {
  /** The tool that reaches it. */
  readonly tool: string;
  /** What that tool calls it. */
  readonly slug: string;
  readonly name: string;
  /** Words of its name and slug: who says them asks for this one. */
  readonly called: readonly string[];
  readonly about: readonly string[];
  readonly notAbout: readonly string[];
  /** Phrases of a transfer rule, word by word: each counts where it was said as a whole. */
  readonly keywords: readonly (readonly string[])[];
}

/** One target in a tool's description: `- slug (Name): what it is for`. */
const LINE = /^- (.+?) \((.*?)\): ?(.*)$/;
/** Words of a rule's name that many a caller says of something else. */
const RULE_WORDS = ['request', 'inquiry', 'query'];

/** Everybody the offered tools can reach, each by its line in the tool's description. */
export function targetsOf(tools: readonly OfferedTool[]): Target[] {
  return [...tools]
    .filter(({ name }) => placeOf(name) < PLACES.length)
    .sort((one, other) => placeOf(one.name) - placeOf(other.name))
    .flatMap(({ name: tool, description }) =>
      description.split('\n').flatMap((line) => {
        const [, slug, name, about = ''] = LINE.exec(line) ?? [];
        if (!slug || name === undefined) return [];
        const read = tool.startsWith(RULE_PREFIX) ? readRule : readTarget;
        return [read(tool, slug, name || slug, about)];
      }),
    );
}

/** Whether a transfer rule leads there: its tool takes no target. */
export function isRule({ tool }: Target): boolean {
  return tool.startsWith(RULE_PREFIX);
}

/** "the Billing Specialist", but "Riley". */
export function spokenName({ name }: Target): string {
  return name.includes(' ') && !/^the /i.test(name) ? `the ${name}` : name;
}

const PLACES = [RULE_PREFIX, HANDOFF_TOOL, TRANSFER_TOOL];

/** In which order the tools count where nothing else decides. */
function placeOf(tool: string): number {
  if (tool.startsWith(RULE_PREFIX)) return 0;
  const place = PLACES.indexOf(tool);
  return place === -1 ? PLACES.length : place;
}

function readTarget(tool: string, slug: string, name: string, about: string): Target {
  const sentences = about.split(/(?<=[.;!?])\s+/);
  const against = sentences.filter((sentence) => /^(not|never|no)\b/i.test(sentence));
  const speaking = sentences.filter((sentence) => !against.includes(sentence));
  const inFavour = content(speaking.join(' '));
  return {
    tool,
    slug,
    name,
    called: content(`${name} ${slug.replaceAll('-', ' ')}`),
    about: inFavour,
    notAbout: content(against.join(' ')).filter((word) => !inFavour.includes(word)),
    keywords: [],
  };
}

function readRule(tool: string, slug: string, name: string, keywords: string): Target {
  return {
    tool,
    slug,
    name,
    called: content(name).filter((word) => !RULE_WORDS.includes(word)),
    about: [],
    notAbout: [],
    keywords: keywords
      .split(',')
      .map(wordsOf)
      .filter((words) => words.length > 0),
  };
}

function content(text: string): string[] {
  return [...new Set(wordsOf(text))].filter((word) => !isEmpty(word));
}
