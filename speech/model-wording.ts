import { DEFAULT_API_CONNECT_OPTIONS, llm } from '@livekit/agents';
import type { Brief, Wording } from './wording.ts';

/** The model gave no usable sentence; the caller of the wording falls back to a template. */
export class WordingError extends Error {
  override readonly name = 'WordingError';
  readonly sentence: string;

  constructor(sentence: string, cause?: unknown) {
    super(`The model worded no ${sentence}`, { cause });
    this.sentence = sentence;
  }
}

const SPOKEN =
  'It will be spoken on the telephone: plain words, no markdown, no quotation marks, no emoji, no stage directions. Answer with the words themselves and nothing else.';

/**
 * Sentences by a language model. Each rejects with WordingError when the model fails or is silent,
 * and with the signal's reason when it is aborted; how long to wait is the caller's to say.
 */
export function modelWording(mind: llm.LLM, language: string): Wording {
  const inLanguage = `Language: ${language}. ${SPOKEN}`;
  return {
    announcement: (instruction, brief, signal) =>
      ask(
        mind,
        'announcement',
        signal,
        [
          `You are ${brief.speaker}, on a call. You are about to connect the caller to ${brief.other}.`,
          `Say one sentence, at most 25 words, that follows this instruction: ${instruction}`,
          `Do not greet, do not ask anything. ${inLanguage}`,
        ],
        brief,
      ),
    takeover: (brief, signal) =>
      ask(
        mind,
        'takeover',
        signal,
        [
          `You are ${brief.speaker}. The caller has just been connected to you by ${brief.other}.`,
          'Say your first words, at most 30: who you are, and that you know what it is about. Do not ask what the call is about.',
          inLanguage,
        ],
        brief,
      ),
    summary: (brief, signal) =>
      ask(
        mind,
        'summary',
        signal,
        [
          'Sum up the conversation below for the colleague who takes over, in at most 80 words: what the caller wants, what is known, what was promised. Facts only.',
          `Language: ${language}. Plain text.`,
        ],
        brief,
      ),
  };
}

async function ask(
  mind: llm.LLM,
  sentence: string,
  signal: AbortSignal,
  instructions: readonly string[],
  brief: Brief,
): Promise<string> {
  signal.throwIfAborted();
  const chatCtx = llm.ChatContext.empty();
  chatCtx.addMessage({ role: 'system', content: instructions.join('\n') });
  chatCtx.addMessage({ role: 'user', content: factsOf(brief) });
  // The caller waits on the line: a second try would come too late, a template is there at once.
  const connOptions = { ...DEFAULT_API_CONNECT_OPTIONS, maxRetry: 0 };
  const stream = mind.chat({ chatCtx, connOptions });
  const abort = () => {
    stream.close();
  };
  signal.addEventListener('abort', abort, { once: true });
  try {
    const { text } = await stream.collect();
    signal.throwIfAborted();
    return spoken(text) || refuse(sentence);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof WordingError) throw cause;
    throw new WordingError(sentence, cause);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

function refuse(sentence: string): never {
  throw new WordingError(sentence);
}

function factsOf({ reason, caller_said, variables, lines }: Brief): string {
  const known = Object.entries(variables).map(([name, value]) => `${name} = ${String(value)}`);
  return [
    reason && `Reason of the handoff: ${reason}`,
    caller_said && `The caller said: ${caller_said}`,
    known.length > 0 && `Known: ${known.join('; ')}`,
    lines.length > 0 && 'Conversation:',
    ...lines.map(({ role, text }) => `${role}: ${text}`),
  ]
    .filter(Boolean)
    .join('\n');
}

/** One line, without the quotation marks a model likes to put around what it says. */
function spoken(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/^["“](.*)["”]$/, '$1');
}
