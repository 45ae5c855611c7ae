import type { Entry } from './conversation.ts';

/** Its answers are for a model only: it is called beside what is said. */
export const REMEMBER_TOOL = 'remember';
/** What tools tell a model beside the sentence, in `tools/http-function.ts`. */
const TO_A_MODEL = /\s*\bGo on with[^.]*\.$/;

/**
 * What is spoken of the outputs that the entries end with: a sentence as it is, such as a refusal;
 * `found` for data, such as an HTTP answer; of anything else nothing.
 */
export function spokenOutputs(entries: readonly Entry[], found: string): string {
  const since = entries.findLastIndex(({ from }) => from !== 'tool') + 1;
  const spoken = entries.slice(since).map((entry) => {
    if (entry.from !== 'tool' || entry.name === REMEMBER_TOOL) return '';
    return spokenOutput(entry.output, found);
  });
  return [...new Set(spoken)].filter(Boolean).join(' ');
}

function spokenOutput(output: string, found: string): string {
  const text = plain(output.trim()).trim();
  if (!/^[[{]/.test(text)) return /\s/.test(text) ? text.replace(TO_A_MODEL, '') : '';
  const data = parsed(text);
  if (typeof data !== 'object' || data === null || Object.keys(data).length === 0) return '';
  const { because, say } = data as Record<string, unknown>;
  const sentence = because ?? say;
  if (sentence !== undefined) return typeof sentence === 'string' ? sentence : '';
  return found;
}

/** The framework keeps the text that a tool returned as a JSON string. */
function plain(output: string): string {
  const data = output.startsWith('"') ? parsed(output) : output;
  return typeof data === 'string' ? data : output;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
