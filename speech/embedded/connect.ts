import type { Situation, ToolCall } from './conversation.ts';
import { factsFrom } from './facts.ts';
import type { Meaning } from './meaning.ts';
import { reasonFrom } from './reason.ts';
import type { Scored } from './score.ts';
import { isRule, type Target } from './targets.ts';
import { callerTexts } from './turn.ts';
import { likeness, wordsOf } from './words.ts';

/** The call that connects the caller to a target, with why and with what is known already. */
export function connect(
  { entries, tools }: Situation,
  meaning: Meaning,
  target: Scored<Target>,
): ToolCall {
  const { tool: name, slug } = target.what;
  const offered = tools.find((tool) => tool.name === name);
  const reason = reasonOf(meaning, target);
  const variables = factsFrom(callerTexts(entries), offered);
  return {
    name,
    args: {
      ...(!isRule(target.what) && { target: slug }),
      ...(reason && { reason }),
      ...(Object.keys(variables).length > 0 && { variables }),
    },
  };
}

/** Why the caller wants somebody; empty where only a person was asked for. */
export function reasonOf({ text }: Meaning, { what, because }: Scored<Target>): string {
  const named = (word: string) => what.called.some((name) => likeness(word, name) > 0);
  const subject = because.filter((word) => !named(word));
  return reasonFrom(rejoined(text, because), subject);
}

/** Whether the caller has named the target. */
export function asksFor(target: Target, said: readonly string[]): boolean {
  return target.called.some((name) => said.some((word) => likeness(word, name) === 1));
}

/** What a recogniser has taken apart, put together again: "in voice" is "invoice". */
function rejoined(text: string, because: readonly string[]): string {
  const apart = because.filter((word) => !wordsOf(text).includes(word));
  const words = text.split(' ');
  return words
    .flatMap((word, at) => {
      const whole = (from: number) =>
        apart.find((w) => w === wordsOf(`${words[from] ?? ''}${words[from + 1] ?? ''}`)[0]);
      if (at > 0 && whole(at - 1) !== undefined) return [];
      return [whole(at) ?? word];
    })
    .join(' ');
}
