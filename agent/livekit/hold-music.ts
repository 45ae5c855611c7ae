import { voice } from '@livekit/agents';
import { AudioFrame, type Room } from '@livekit/rtc-node';

/** Softer than it is recorded: somebody may wait with the telephone at the ear. */
const VOLUME = 0.4;
/** The tone that says that somebody has come on the line. */
const TONE = { hertz: 880, ms: 220, level: 0.2, rate: 48_000 } as const;
const FADE_MS = 20;

/** What a caller hears who waits: music, and a tone when it is over. */
export class Waiting {
  readonly #room: Room;
  readonly #report: (what: string, fault: unknown) => void;
  readonly #player = new voice.BackgroundAudioPlayer();
  #music: voice.PlayHandle | null = null;
  #started = false;
  #over = false;

  constructor(room: Room, report: (what: string, fault: unknown) => void) {
    this.#room = room;
    this.#report = report;
  }

  /** Never rejects: who waits in silence is still put through. */
  async begin(): Promise<void> {
    try {
      await this.#player.start({ room: this.#room });
      this.#started = true;
      if (this.#over) {
        this.end();
        return;
      }
      const music = { source: voice.BuiltinAudioClip.HOLD_MUSIC, volume: VOLUME };
      this.#music = this.#player.play(music, true);
    } catch (fault) {
      this.#report('The hold music does not play.', fault);
    }
  }

  endMusic(): void {
    this.#music?.stop();
    this.#music = null;
  }

  /** Ends when the tone has been played. */
  async tone(): Promise<void> {
    if (!this.#started || this.#over) return;
    await this.#player.play(tone()).waitForPlayout();
  }

  /**
   * Safe twice. The music is silent at once. Hazard (agents 1.9.0): a player that is closed while its
   * music is still being opened never ends, so nobody waits for it.
   */
  end(): void {
    this.#over = true;
    this.endMusic();
    if (!this.#started) return;
    this.#started = false;
    this.#player.close().catch((fault: unknown) => {
      this.#report('The hold music did not end.', fault);
    });
  }
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
