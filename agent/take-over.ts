import { asTranscript } from '../call/line.ts';
import { sentencesIn } from '../call/sentences.ts';
import type { SessionBundle, TakenOver } from '../protocol/bundle.ts';

/**
 * The one sentence that a caller hears from whoever goes on with a call whose worker was lost (B12):
 * that it was cut off, and what is to be known of where it stands. Null where nothing was said yet.
 */
export function wordsOnReturn({ character, taken_over }: SessionBundle): string | null {
  if (!taken_over) return null;
  const say = sentencesIn(character.language);
  const { lines, desk, handed_back, lost_transfer } = taken_over;
  if (desk) return say.cut_off_in_line;
  if (handed_back) return say.desk.handed_back(character.name);
  if (lost_transfer !== null) return say.came_back(lost_transfer || say.somebody, 'unknown');
  if (lines.length === 0) return null;
  return unanswered(taken_over) ? say.cut_off : say.cut_off_go_on;
}

/** What the caller said last, where nobody has answered it. */
export function unanswered({ lines, desk, handed_back, lost_transfer }: TakenOver): string | null {
  const last = lines.at(-1);
  const stands = !desk && !handed_back && lost_transfer === null;
  return stands && last?.role === 'caller' ? last.text : null;
}

/** The conversation as the model is told it; what it has still to answer comes to it by itself. */
export function soFar(taken: TakenOver): string {
  const lines = unanswered(taken) === null ? taken.lines : taken.lines.slice(0, -1);
  return asTranscript(lines);
}
