import { audioFramesFromFile, voice } from '@livekit/agents';
import { AudioFrame, type Room } from '@livekit/rtc-node';
import { within } from '../../config/within.ts';
import type { HoldPort } from '../../call/ports.ts';

/** Softer than it is recorded: somebody may wait with the telephone at the ear. */
const VOLUME = 0.4;
/** The tone that says that somebody has come on the line. */
const TONE = { hertz: 880, ms: 220, level: 0.2, rate: 48_000 } as const;
const FADE_MS = 20;
const TONE_LIMIT_MS = 2000;
const END_LIMIT_MS = 2000;

/** What a caller hears who waits: music, and a tone when it is over. */
export class Waiting implements HoldPort {
  readonly #room: Room;
  readonly #report: (what: string, fault: unknown) => void;
  readonly #player = new voice.BackgroundAudioPlayer();
  #music: voice.PlayHandle | null = null;
  #starting: Promise<void> | null = null;
  #started = false;
  #wanted = false;
  #over = false;

  constructor(room: Room, report: (what: string, fault: unknown) => void) {
    this.#room = room;
    this.#report = report;
  }

  /** Never rejects: who waits in silence is still put through. */
  async play(): Promise<void> {
    this.#wanted = true;
    try {
      this.#starting ??= this.#player.start({ room: this.#room });
      const [frames] = await Promise.all([readMusic(), this.#starting]);
      this.#started = true;
      if (this.#over) {
        await this.end();
        return;
      }
      if (!this.#isWanted() || this.#music) return;
      this.#music = this.#player.play({ source: endlessly(frames), volume: VOLUME });
    } catch (fault) {
      this.#report('The hold music does not play.', fault);
    }
  }

  pause(): void {
    this.#wanted = false;
    this.#music?.stop();
    this.#music = null;
  }

  /** Ends when the tone has been played. Never rejects. */
  async tone(): Promise<void> {
    if (!this.#started || this.#over) return;
    const played = this.#player.play(tone()).waitForPlayout();
    await within(played, TONE_LIMIT_MS, 'The tone').catch((fault: unknown) => {
      this.#report('The tone does not play.', fault);
    });
  }

  #isWanted(): boolean {
    return this.#wanted;
  }

  /** The music is silent at once. Safe twice. Never rejects. */
  async end(): Promise<void> {
    this.#over = true;
    this.pause();
    if (!this.#started) return;
    this.#started = false;
    const closed = within(this.#player.close(), END_LIMIT_MS, 'The end of the hold music');
    await closed.catch((fault: unknown) => {
      this.#report('The hold music did not end.', fault);
    });
  }
}

let music: Promise<readonly AudioFrame[]> | null = null;

/**
 * The music, read once a process. Hazard (agents 1.9.0): a player that reads a file itself and is
 * stopped before the end of the file ends the whole process, so it plays from memory.
 */
function readMusic(): Promise<readonly AudioFrame[]> {
  const path = voice.getBuiltinAudioPath(voice.BuiltinAudioClip.HOLD_MUSIC);
  music ??= allOf(audioFramesFromFile(path, { sampleRate: TONE.rate }));
  return music;
}

async function allOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const one of stream) all.push(one);
  return all;
}

async function* endlessly(frames: readonly AudioFrame[]): AsyncGenerator<AudioFrame> {
  await Promise.resolve();
  for (;;) yield* frames;
}

async function* tone(): AsyncGenerator<AudioFrame> {
  await Promise.resolve();
  const { hertz, ms, level, rate } = TONE;
  const count = (rate * ms) / 1000;
  const fade = (rate * FADE_MS) / 1000;
  const samples = Int16Array.from({ length: count }, (_, at) => {
    const loud = Math.min(1, at / fade, (count - at) / fade) * level * 32767;
    return Math.round(loud * Math.sin((2 * Math.PI * hertz * at) / rate));
  });
  yield new AudioFrame(samples, rate, 1, count);
}
