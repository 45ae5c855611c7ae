import { AudioFrame, AudioResampler } from '@livekit/rtc-node';

/** Mono PCM at another rate, in hertz. The same samples when the rate is the same. */
export function resample(samples: Int16Array, from: number, to: number): Int16Array {
  if (from === to || samples.length === 0) return samples;
  const resampler = new AudioResampler(from, to, 1);
  try {
    const frame = new AudioFrame(samples, from, 1, samples.length);
    const pieces = [...resampler.push(frame), ...resampler.flush()];
    const whole = new Int16Array(pieces.reduce((sum, { data }) => sum + data.length, 0));
    let at = 0;
    for (const { data } of pieces) {
      whole.set(data, at);
      at += data.length;
    }
    return whole;
  } finally {
    resampler.close();
  }
}
