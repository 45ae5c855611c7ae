import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRecogniser, type Recogniser } from '../../speech/embedded/engine.ts';
import { soundingSpans, type Span } from './audible.ts';
import { slice, withSilence, type Sound } from './pcm.ts';
import { plainWords } from './sounds-like.ts';

/** The recogniser repeats itself on longer pieces. */
const LONGEST_MS = 24_000;
/** A pause as long as this ends a segment. */
const PAUSE_MS = 500;
/** Speech begins and ends softer than the gate. */
const MARGIN_MS = 120;

/** One stretch of speech between two silences. */
export interface Heard extends Span {
  readonly text: string;
}

let recogniser: Promise<Recogniser> | undefined;

/** What is said in a sound, one entry a stretch of speech, with its place in ms. */
export async function transcribe(pcm: Int16Array, rate: number): Promise<Heard[]> {
  recogniser ??= createRecogniser({ BATON_DATA_DIR: join(tmpdir(), 'baton-listener') });
  const ear = await recogniser;
  const spans = soundingSpans({ pcm, rate }, { pause_ms: PAUSE_MS }).flatMap(cutLong);
  const heard: Heard[] = [];
  for (const span of spans) {
    const { pcm: samples } = withMargin({ pcm, rate }, span);
    heard.push({ ...span, text: await ear.recognise({ samples, sampleRate: rate }) });
  }
  return heard;
}

/** All that was heard as bare lower-case words, for `toSoundLike`. */
export function wordsOf(heard: readonly { readonly text: string }[]): string {
  return plainWords(heard.map(({ text }) => text).join(' '));
}

function withMargin(sound: Sound, { from_ms, to_ms }: Span): Sound {
  return withSilence(slice(sound, from_ms - MARGIN_MS, to_ms + MARGIN_MS), 100, 100);
}

function cutLong(span: Span): Span[] {
  const parts = Math.ceil((span.to_ms - span.from_ms) / LONGEST_MS);
  const length = (span.to_ms - span.from_ms) / parts;
  return Array.from({ length: parts }, (_, part) => ({
    from_ms: span.from_ms + part * length,
    to_ms: span.from_ms + (part + 1) * length,
  }));
}
