import {
  AudioFrame,
  AudioResampler,
  AudioResamplerQuality,
  AudioSource,
  LocalAudioTrack,
} from '@livekit/rtc-node';
import type { Sound } from '../live/pcm.ts';
import { LINE_RATE } from './tape.ts';
import { Hum, ringingTone, type HumTone } from './tones.ts';

const FRAME = LINE_RATE / 50;
/** Enough for a busy machine not to tear a word. */
const QUEUE_MS = 200;

interface Utterance {
  readonly pcm: Int16Array;
  readonly said: () => void;
}

/** A telephone's microphone: silence, and what is spoken, one utterance after the other. */
export class Mouth {
  readonly #source = new AudioSource(LINE_RATE, 1, QUEUE_MS);
  readonly track = LocalAudioTrack.createAudioTrack('phone', this.#source);
  readonly #utterances: Utterance[] = [];
  readonly #hum = new Hum();
  #at = 0;
  /** Samples of the ringing tone so far, null without one. */
  #rung: number | null = null;
  #closed = false;
  #running: Promise<void> | undefined;

  open(): void {
    this.#running ??= this.#run();
  }

  /** Under all that is said; null ends it. */
  hum(tone: HumTone | null): void {
    this.#hum.tone = tone;
  }

  /** A ringing tone in the place of the microphone, until the returned function is called. */
  ring(): () => void {
    this.#rung = 0;
    return () => (this.#rung = null);
  }

  /** Resolves when the sound has gone over the line, or the line is closed. */
  speak(sound: Sound): Promise<void> {
    if (this.#closed) return Promise.resolve();
    return new Promise((resolve) => {
      this.#utterances.push({ pcm: withQueue(atLineRate(sound)), said: resolve });
    });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#running;
    for (const { said } of this.#utterances.splice(0)) said();
    await this.track.close();
  }

  /** The source takes a frame when there is room for it: that is the clock. */
  async #run(): Promise<void> {
    while (!this.#closed) {
      const frame = new AudioFrame(this.#hum.under(this.#next()), LINE_RATE, 1, FRAME);
      await this.#source.captureFrame(frame);
    }
  }

  #next(): Int16Array {
    if (this.#rung !== null) {
      this.#rung += FRAME;
      return ringingTone(this.#rung - FRAME, FRAME);
    }
    const frame = new Int16Array(FRAME);
    const [utterance] = this.#utterances;
    if (!utterance) return frame;
    frame.set(utterance.pcm.subarray(this.#at, this.#at + FRAME));
    this.#at += FRAME;
    if (this.#at < utterance.pcm.length) return frame;
    this.#at = 0;
    this.#utterances.shift();
    utterance.said();
    return frame;
  }
}

/** What is still queued when the last frame was taken is silence. */
function withQueue(pcm: Int16Array): Int16Array {
  const longer = new Int16Array(pcm.length + (QUEUE_MS * LINE_RATE) / 1000);
  longer.set(pcm);
  return longer;
}

/** The sound as a telephone carries it: nothing above 4 kHz is left. */
export function atLineRate(sound: Sound): Int16Array {
  return atRate(sound, LINE_RATE);
}

export function atRate({ pcm, rate }: Sound, wanted: number): Int16Array {
  if (rate === wanted) return pcm;
  const resampler = new AudioResampler(rate, wanted, 1, AudioResamplerQuality.HIGH);
  try {
    const whole = new AudioFrame(pcm, rate, 1, pcm.length);
    const parts = [...resampler.push(whole), ...resampler.flush()].map(({ data }) => data);
    const resampled = new Int16Array(parts.reduce((sum, { length }) => sum + length, 0));
    parts.reduce((at, part) => (resampled.set(part, at), at + part.length), 0);
    return resampled;
  } finally {
    resampler.close();
  }
}
