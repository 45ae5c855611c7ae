import { voice } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';

/** One stretch of audio that was played, and how much of it. */
export interface Heard {
  readonly hertz: number;
  readonly from: number;
  to: number;
  interrupted: boolean;
}

/** What a caller hears: plays frames as a telephone does, only faster. */
export class Earpiece extends voice.AudioOutput {
  readonly heard: Heard[] = [];
  readonly #faster: number;
  /** When set, frames vanish: no playback ever starts. */
  deaf = false;
  /** The words of a sentence that were heard before it was cut off. */
  wordsBeforeInterruption: string | undefined;
  #queued_ms = 0;
  #current: Heard | null = null;
  #timer: NodeJS.Timeout | undefined;

  constructor(faster = 5) {
    super(24_000, undefined, { pause: false });
    this.#faster = faster;
  }

  override async captureFrame(frame: AudioFrame): Promise<void> {
    await super.captureFrame(frame);
    this.#queued_ms += (frame.samplesPerChannel / frame.sampleRate) * 1000;
    if (this.#current || this.deaf) return;
    this.#current = { hertz: pitchOf(frame), from: performance.now(), to: 0, interrupted: false };
    this.heard.push(this.#current);
    this.onPlaybackStarted(Date.now());
  }

  override flush(): void {
    super.flush();
    if (!this.#current && this.#queued_ms === 0) return;
    const played = this.#current ? performance.now() - this.#current.from : 0;
    const left = Math.max(0, this.#queued_ms / this.#faster - played);
    if (this.deaf) return;
    this.#timer = setTimeout(() => {
      this.#finish(false);
    }, left);
  }

  clearBuffer(): void {
    clearTimeout(this.#timer);
    this.#finish(true);
  }

  #finish(interrupted: boolean): void {
    const position = this.#queued_ms / 1000;
    this.#queued_ms = 0;
    if (this.#current) {
      this.#current.to = performance.now();
      this.#current.interrupted = interrupted;
    }
    this.#current = null;
    if (this.pendingPlayoutSegments > 0) {
      const synchronizedTranscript = interrupted ? this.wordsBeforeInterruption : undefined;
      this.onPlaybackFinished({
        playbackPosition: position,
        interrupted,
        ...(synchronizedTranscript !== undefined && { synchronizedTranscript }),
      });
    }
  }
}

/** The pitch of a tone by its zero crossings. */
function pitchOf(frame: AudioFrame): number {
  // The first period begins at zero, on the frame's first sample.
  let crossings = 1;
  for (let i = 1; i < frame.data.length; i++) {
    if ((frame.data[i - 1] ?? 0) < 0 && (frame.data[i] ?? 0) >= 0) crossings++;
  }
  return Math.round((crossings * frame.sampleRate) / frame.samplesPerChannel);
}
