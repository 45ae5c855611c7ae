import { AudioStream, type RemoteTrack } from '@livekit/rtc-node';
import type { Recording } from '../live/pcm.ts';
import { ringingTone } from './tones.ts';
import { LINE_RATE, Tape } from './tape.ts';

/** How often the tape grows where nobody makes a sound. */
const TICK_MS = 20;
/** What is heard may come this much later than it was due. */
const HOLD = samples(60);
/**
 * So much later than this ear a telephone behind livekit-sip heard the same sentence, on the mean of
 * twelve calls each: its mixer has three frames of 20 ms in hand before it begins (media-sdk,
 * mixer.go: DefaultInputBufferMin), this ear what its own jitter buffer holds.
 */
const MIXED_AFTER = samples(40);
/**
 * A track without a frame for so many ticks has stopped, and is not waited for. Ticks and not
 * milliseconds: where this process itself was busy, its sound is still on the way.
 */
const LOST_TICKS = 30;

interface Heard {
  readonly reader: ReadableStreamDefaultReader<{ data: Int16Array }>;
  /** Position of the next sample, null before the first. */
  next: number | null;
  /** Ticks since its last frame. */
  missed: number;
}

/** What a telephone plays: the tracks of the others, mixed; open from the answer on. */
export class Ear {
  readonly tape = new Tape();
  readonly #tracks = new Map<RemoteTrack, Heard | null>();
  readonly #timer = setInterval(() => {
    this.#grow();
  }, TICK_MS);
  #open = false;
  /** Position up to which the ringing tone has been played, null without one. */
  #rung: number | null = null;
  #rungSince = 0;

  heard(): Recording {
    return this.tape.recording();
  }

  position_ms(): number {
    return this.tape.length_ms;
  }

  untilPosition(position_ms: number): Promise<number> {
    return this.tape.untilLength(position_ms);
  }

  add(track: RemoteTrack): void {
    this.#tracks.set(track, this.#open ? this.#listen(track) : null);
  }

  drop(track: RemoteTrack): void {
    this.#stop(this.#tracks.get(track) ?? null);
    this.#tracks.delete(track);
  }

  open(): void {
    this.#open = true;
    for (const [track, heard] of this.#tracks) {
      if (!heard) this.#tracks.set(track, this.#listen(track));
    }
  }

  /**
   * A ringing tone in the place of the room, until the returned function is called. What the bridge
   * still had in hand of the room is lost (livekit-sip, inbound.go: transferCall).
   */
  ring(): () => void {
    this.#rungSince = this.tape.now;
    this.tape.cut(this.#rungSince);
    this.#rung = this.#rungSince;
    return () => {
      this.#ringOn();
      this.#rung = null;
    };
  }

  close(): void {
    clearInterval(this.#timer);
    for (const heard of this.#tracks.values()) this.#stop(heard);
    this.#tracks.clear();
    this.#grow();
    this.tape.end();
  }

  #listen(track: RemoteTrack): Heard {
    const options = { sampleRate: LINE_RATE, numChannels: 1, frameSizeMs: 20 };
    const heard: Heard = {
      reader: new AudioStream(track, options).getReader(),
      next: null,
      missed: 0,
    };
    this.#record(heard).catch(() => undefined);
    return heard;
  }

  async #record(heard: Heard): Promise<void> {
    for (;;) {
      const { value } = await heard.reader.read();
      if (!value) return;
      const begun = heard.missed <= LOST_TICKS ? heard.next : null;
      const at = begun ?? this.tape.now + MIXED_AFTER;
      heard.missed = 0;
      if (this.#rung === null) this.tape.add(at, value.data);
      heard.next = at + value.data.length;
    }
  }

  #stop(heard: Heard | null): void {
    heard?.reader.cancel().catch(() => undefined);
  }

  #ringOn(): void {
    if (this.#rung === null) return;
    const now = this.tape.now;
    this.tape.add(this.#rung, ringingTone(this.#rung - this.#rungSince, now - this.#rung));
    this.#rung = now;
  }

  #grow(): void {
    this.#ringOn();
    const now = this.tape.now;
    const behind = [...this.#tracks.values()]
      .filter((heard) => heard !== null && (heard.missed += 1) <= LOST_TICKS)
      .map((heard) => heard?.next ?? now);
    this.tape.growTo(Math.min(now - HOLD, ...behind));
  }
}

function samples(ms: number): number {
  return (ms * LINE_RATE) / 1000;
}
