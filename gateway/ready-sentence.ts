import type { KeptSound } from '../config/kept-sound.ts';
import { resample } from '../config/resample.ts';
import { FRAME_MS, Playout, READY_FRAMES } from './playout.ts';

/** Milliseconds after the last frame was handed over in which it is played. */
const TAIL_MS = 200;
const SENTENCE = 'sentence';

/** A recorded sentence in frames of 20 ms at the stream's rate, in hertz; what is left of one is silence. */
export function framesOf({ rate: from, samples }: KeptSound, to: number): Int16Array[] {
  const said = resample(samples, from, to);
  const size = (to * FRAME_MS) / 1000;
  const all = new Int16Array(Math.ceil(said.length / size) * size);
  all.set(said);
  return Array.from({ length: all.length / size }, (_, n) => all.slice(n * size, (n + 1) * size));
}

/** A sentence that is being said in real time. */
export interface SaidSentence {
  /** Resolves when its end has been played; not where it was stopped. */
  readonly ended: Promise<void>;
  /** Safe twice. */
  readonly stop: () => void;
}

/** Says it without a room. */
export function say(
  frames: readonly Int16Array[],
  rate: number,
  play: (frame: Int16Array) => void,
): SaidSentence {
  const left = [...frames];
  let tail = TAIL_MS / FRAME_MS;
  let done: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (done = resolve));
  const playout = new Playout(rate, (frame) => {
    play(frame);
    const next = left.shift();
    if (next) playout.add(SENTENCE, next);
    else if (--tail === 0) done();
  });
  for (const frame of left.splice(0, READY_FRAMES)) playout.add(SENTENCE, frame);
  return {
    ended,
    stop: () => {
      playout.close();
    },
  };
}
