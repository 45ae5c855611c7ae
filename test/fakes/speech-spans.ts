const FRAME_S = 0.02;
const SPEECH_RMS = 250;
const STARTS_AFTER = 3;
const BEFORE_S = 0.3;

export type Span =
  | { readonly event: 'start'; readonly at_s: number }
  | { readonly event: 'more' | 'end'; readonly samples: Int16Array; readonly at_s: number };

/** Finds speech in a stream by its energy: starts, each further second, and ends after silence. */
export class SpeechSpans {
  readonly #rate: number;
  readonly #silenceFrames: number;
  #rest = new Int16Array();
  #heard: Int16Array[] = [];
  #loud = 0;
  #quiet = 0;
  #speaking = false;
  #frames = 0;
  #since = 0;

  constructor(rate: number, silence_ms: number) {
    this.#rate = rate;
    this.#silenceFrames = Math.ceil(silence_ms / 1000 / FRAME_S);
  }

  push(samples: Int16Array): Span[] {
    const length = Math.round(FRAME_S * this.#rate);
    const all = join([this.#rest, samples]);
    const whole = Math.floor(all.length / length);
    this.#rest = all.slice(whole * length);
    return Array.from({ length: whole }, (_, index) =>
      this.#frame(all.slice(index * length, (index + 1) * length)),
    ).flat();
  }

  /** Ends what is being said now. */
  flush(): Span[] {
    return this.#speaking ? [this.#end()] : [];
  }

  #frame(frame: Int16Array): Span[] {
    this.#frames += 1;
    this.#heard.push(frame);
    const loud = Math.sqrt(frame.reduce((sum, s) => sum + s * s, 0) / frame.length) > SPEECH_RMS;
    this.#loud = loud ? this.#loud + 1 : 0;
    this.#quiet = loud ? 0 : this.#quiet + 1;
    if (!this.#speaking) return this.#begin();
    if (this.#quiet >= this.#silenceFrames) return [this.#end()];
    this.#since += 1;
    if (this.#since % Math.round(1 / FRAME_S) !== 0) return [];
    return [{ event: 'more', samples: join(this.#heard), at_s: this.#frames * FRAME_S }];
  }

  #begin(): Span[] {
    const before = Math.round(BEFORE_S / FRAME_S) + STARTS_AFTER;
    if (this.#heard.length > before) this.#heard.shift();
    if (this.#loud < STARTS_AFTER) return [];
    this.#speaking = true;
    this.#since = 0;
    return [{ event: 'start', at_s: (this.#frames - STARTS_AFTER) * FRAME_S }];
  }

  #end(): Span {
    const samples = join(this.#heard);
    this.#heard = [];
    this.#speaking = false;
    this.#loud = 0;
    return { event: 'end', samples, at_s: this.#frames * FRAME_S };
  }
}

function join(pieces: readonly Int16Array[]): Int16Array<ArrayBuffer> {
  const whole = new Int16Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
