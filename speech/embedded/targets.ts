import { z } from 'zod';
import type { OfferedTool } from './conversation.ts';
import { isEmpty, wordsOf } from './words.ts';

export const HANDOFF_TOOL = 'handoff_agent';

/** Somebody the caller can be connected to, with the words that speak for and against it. */
export interface Target {
  readonly slug: string;
  readonly name: string;
  /** Words of its name and slug: who says them asks for this one. */
  readonly called: readonly string[];
  readonly about: readonly string[];
  readonly notAbout: readonly string[];
}

const Parameters = z.looseObject({
  properties: z.looseObject({ target: z.looseObject({ enum: z.array(z.string()) }) }),
});

/** The targets of the handoff tool: its enum, each with its line `- slug (Name): description`. */
export function targetsOf(tools: readonly OfferedTool[]): Target[] {
  const tool = tools.find(({ name }) => name === HANDOFF_TOOL);
  const read = Parameters.safeParse(tool?.parameters);
  if (!tool || !read.success) return [];
  return read.data.properties.target.enum.map((slug) => readTarget(slug, tool.description));
}

function readTarget(slug: string, description: string): Target {
  const start = `- ${slug} (`;
  const line = description.split('\n').find((candidate) => candidate.startsWith(start)) ?? '';
  const [, name = slug, about = ''] = /^\((.*?)\): ?(.*)$/.exec(line.slice(start.length - 1)) ?? [];
  const sentences = about.split(/(?<=[.;!?])\s+/);
  const against = sentences.filter((sentence) => /^(not|never|no)\b/i.test(sentence));
  const speaking = sentences.filter((sentence) => !against.includes(sentence));
  const inFavour = content(speaking.join(' '));
  const called = unique([...wordsOf(name), ...wordsOf(slug.replaceAll('-', ' '))]);
  return {
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
