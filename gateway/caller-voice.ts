import { AudioSource, LocalAudioTrack } from '@livekit/rtc-node';
import { UnreadCapture } from '../config/native-client.ts';

/** Milliseconds of the caller's audio that may wait; what comes faster than it is spoken is dropped. */
const WAITING_MS = 600;

/**
 * A caller's voice on its way into a room.
 *
 * Hazard: `AudioSource.captureFrame` waits for its answer with a listener that is shown every event of
 * every call in the process. With twenty calls that took the whole processor, and memory without end;
 * so a frame is handed over (the library copies it) and its answer is left unread.
 */
export class CallerVoice {
  readonly track: LocalAudioTrack;
  readonly #source: UnreadCapture;
  readonly #rate: number;
  /** When everything that waits will have been said, on this process's clock. */
  #said_at = 0;

  constructor(rate: number) {
    this.#rate = rate;
    const source = new AudioSource(rate, 1, WAITING_MS * 2);
    this.#source = new UnreadCapture(source);
    this.track = LocalAudioTrack.createAudioTrack('telephone', source);
  }

  /** Throws where the voice is closed. */
  say(pcm: Int16Array): void {
    const now = performance.now();
    const begins_at = Math.max(now, this.#said_at);
    if (begins_at - now > WAITING_MS || pcm.length === 0) return;
    this.#said_at = begins_at + (pcm.length * 1000) / this.#rate;
    this.#source.capture(pcm);
  }

  close(): Promise<void> {
    return this.track.close();
  }
}
