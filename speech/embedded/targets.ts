import type { OfferedTool } from './conversation.ts';
import { isEmpty, wordsOf } from './words.ts';

export const HANDOFF_TOOL = 'handoff_agent';
export const TRANSFER_TOOL = 'transfer_call';

/** Somebody the caller can be connected to, with the words that speak for and against it. */
export interface Target {
  /** The tool that reaches it. */
  readonly tool: typeof HANDOFF_TOOL | typeof TRANSFER_TOOL;
  /** What that tool calls it. */
  readonly slug: string;
  readonly name: string;
  /** Words of its name and slug: who says them asks for this one. */
  readonly called: readonly string[];
  readonly about: readonly string[];
  readonly notAbout: readonly string[];
}

/** One target in a tool's description: `- slug (Name): what it is for`. */
const LINE = /^- (.+?) \((.*?)\): ?(.*)$/;

/** Everybody the offered tools can reach, each by its line in the tool's description. */
export function targetsOf(tools: readonly OfferedTool[]): Target[] {
  return ([HANDOFF_TOOL, TRANSFER_TOOL] as const).flatMap((tool) => {
    const offered = tools.find(({ name }) => name === tool);
    return (offered?.description ?? '').split('\n').flatMap((line) => {
      const [, slug, name, about] = LINE.exec(line) ?? [];
      return slug && name !== undefined ? [readTarget(tool, slug, name || slug, about ?? '')] : [];
    });
  });
}

function readTarget(tool: Target['tool'], slug: string, name: string, about: string): Target {
  const sentences = about.split(/(?<=[.;!?])\s+/);
  const against = sentences.filter((sentence) => /^(not|never|no)\b/i.test(sentence));
  const speaking = sentences.filter((sentence) => !against.includes(sentence));
  const inFavour = content(speaking.join(' '));
  const called = unique([...wordsOf(name), ...wordsOf(slug.replaceAll('-', ' '))]);
  return {
    tool,
    slug,
    name,
    called: called.filter((word) => !isEmpty(word)),
    about: inFavour,
    notAbout: content(against.join(' ')).filter((word) => !inFavour.includes(word)),
  };
}

function content(text: string): string[] {
  return unique(wordsOf(text)).filter((word) => !isEmpty(word));
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
