import { AudioFrame } from '@livekit/rtc-node';
import type { KeptSound } from '../../config/kept-sound.ts';

/** A sound in frames of so many milliseconds; the last may be shorter. */
export function* framesOf({ rate, samples }: KeptSound, frame_ms: number): Generator<AudioFrame> {
  const size = Math.round((rate * frame_ms) / 1000);
  for (let at = 0; at < samples.length; at += size) {
    // Hazard: the library sends a frame's buffer from its beginning, so each has a buffer of its own.
    const data = samples.slice(at, at + size);
    yield new AudioFrame(data, rate, 1, data.length);
  }
}

/** Frames of one rate, mono, one after the other. */
export function soundOf(frames: readonly AudioFrame[]): KeptSound {
  const samples = new Int16Array(frames.reduce((sum, { data }) => sum + data.length, 0));
  let at = 0;
  for (const { data } of frames) {
    samples.set(data, at);
    at += data.length;
  }
  return { rate: frames[0]?.sampleRate ?? 0, samples };
}
