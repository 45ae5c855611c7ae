import type { Slug } from '../protocol/slug.ts';

/** One thing said in a call, by the caller or by the character who spoke. */
export interface CallLine {
  readonly role: 'caller' | 'agent';
  readonly text: string;
  readonly character: Slug;
  /** The character's shown name at that time. */
  readonly name: string;
}

/** The conversation as text, one line each: what `{{conversation_history}}` holds. */
export function asTranscript(lines: readonly CallLine[]): string {
  return lines
    .map((line) => `${line.role === 'caller' ? 'Caller' : line.name}: ${line.text}`)
    .join('\n');
}

/** The caller's latest sentence; empty when the caller has not spoken. */
export function lastCallerWords(lines: readonly CallLine[]): string {
  return lines.findLast((line) => line.role === 'caller')?.text ?? '';
}
