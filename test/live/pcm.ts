/** Mono 16-bit sound. */
export interface Sound {
  readonly pcm: Int16Array;
  /** Hertz. */
  readonly rate: number;
}

/** A recording; `startedAt` is the epoch time in ms of its first sample. */
export interface Recording extends Sound {
  readonly startedAt: number;
}

/** What lies between two positions (ms from the start). */
export function slice({ pcm, rate }: Sound, from_ms: number, to_ms = Infinity): Sound {
  const at = (ms: number): number =>
    Math.max(0, Math.min(pcm.length, Math.round((ms * rate) / 1000)));
  return { pcm: pcm.subarray(at(from_ms), at(to_ms)), rate };
}

export function toBase64(pcm: Int16Array): string {
  return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength).toString('base64');
}

export function fromBase64(text: string): Int16Array {
  const bytes = Buffer.from(text, 'base64');
  // A copy: a pooled buffer need not begin at an even address.
  return new Int16Array(Uint8Array.from(bytes).buffer);
}

/** The same sound at three times its rate (16 → 48 kHz), between two samples on a straight line. */
export function atThreeTimesTheRate({ pcm, rate }: Sound): Sound {
  const more = new Int16Array(pcm.length * 3);
  for (let at = 0; at < pcm.length; at += 1) {
    const here = pcm[at] ?? 0;
    const step = ((pcm[at + 1] ?? here) - here) / 3;
    for (let third = 0; third < 3; third += 1)
      more[at * 3 + third] = Math.round(here + step * third);
  }
  return { pcm: more, rate: rate * 3 };
}

export function withSilence({ pcm, rate }: Sound, before_ms: number, after_ms: number): Sound {
  const frames = (ms: number): number => Math.round((ms * rate) / 1000);
  const longer = new Int16Array(frames(before_ms) + pcm.length + frames(after_ms));
  longer.set(pcm, frames(before_ms));
  return { pcm: longer, rate };
}
