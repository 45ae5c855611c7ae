import { AudioFrame, AudioResampler } from '@livekit/rtc-node';
import type { Apology } from '../config/kept-apology.ts';
import { FRAME_MS, Playout, READY_FRAMES } from './playout.ts';

/** Milliseconds after the last frame was handed over in which it is played. */
const TAIL_MS = 200;
const SENTENCE = 'sentence';

/** A recorded sentence in frames of 20 ms at the stream's rate, in hertz; what is left of one is silence. */
export function framesOf({ rate: from, samples }: Apology, to: number): Int16Array[] {
  const resampler = new AudioResampler(from, to, 1);
  try {
    const whole = new AudioFrame(samples, from, 1, samples.length);
    const pieces = [...resampler.push(whole), ...resampler.flush()].map(({ data }) => data);
    return inFrames(pieces, (to * FRAME_MS) / 1000);
  } finally {
    resampler.close();
  }
}

function inFrames(pieces: readonly Int16Array[], size: number): Int16Array[] {
  const length = pieces.reduce((sum, { length }) => sum + length, 0);
  const all = new Int16Array(Math.ceil(length / size) * size);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
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
