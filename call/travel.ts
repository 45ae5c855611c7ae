import type { ContextPolicy } from '../protocol/context.ts';
import { asTranscript, lastCallerWords, type CallLine } from './line.ts';

/** What a character that takes over is told of the conversation so far. */
export interface Travelled {
  /** The earlier conversation as text for the instructions; null when none travels. */
  readonly recap: string | null;
  /** The caller's sentence that led to the handoff. It travels in every mode (B5). */
  readonly trigger: string;
}

/**
 * Chooses what of a conversation travels with a handoff (T4).
 *
 * The earlier conversation goes into the instructions as a transcript with names, not as messages
 * of the new character's own: so it cannot mistake another's words for its own manner, nothing of
 * another's tools is in it, and no provider sees an order of roles it refuses.
 */
export function travel(
  lines: readonly CallLine[],
  policy: ContextPolicy,
  summary: string | null,
  reason: string,
): Travelled {
  const told = summary && withReason(summary, reason);
  return { recap: recapOf(lines, policy, told), trigger: lastCallerWords(lines) };
}

function recapOf(
  lines: readonly CallLine[],
  policy: ContextPolicy,
  summary: string | null,
): string | null {
  switch (policy.mode) {
    case 'none':
      return null;
    case 'summary':
      return summary;
    case 'turns':
      return asTranscript(lastTurns(lines, policy.turns ?? 1)) || null;
    case 'full':
      return asTranscript(lines) || null;
  }
}

/** In the document's words (R4). */
function withReason(summary: string, reason: string): string {
  const because = reason ? ` because they need help with ${reason}` : '';
  return `The caller was transferred${because}. Here is what has been discussed so far: ${summary}`;
}

/** The last turns: a turn begins where the caller speaks after an agent, or at the start. */
export function lastTurns(lines: readonly CallLine[], turns: number): readonly CallLine[] {
  const starts = lines.flatMap((line, index) =>
    line.role === 'caller' && lines[index - 1]?.role !== 'caller' ? [index] : [],
  );
  return lines.slice(starts.length > turns ? starts.at(-turns) : 0);
}
