import { inference, type VADEvent, VADEventType, type VADStream } from '@livekit/agents';

/** What of a stream is taken hold of: its own way to hand an event on. */
interface Sender {
  sendVADEvent(event: VADEvent): boolean;
}

/**
 * The framework's VAD, whose events hold the speech as it was.
 *
 * Hazard (agents 1.9.0): an event's frames are a view of the buffer that the VAD writes on into. By
 * the time a recogniser reads the end of a turn, its first half second has been overwritten with
 * what came later: words are doubled or lost at the beginning. So each event gets its own copy.
 */
export class FaithfulVad extends inference.VAD {
  /** Called with each piece of the sound, once and in its order, however many streams there are. */
  hears: ((frame: VADEvent['frames'][number]) => void) | null = null;
  /** Milliseconds. */
  clock = () => performance.now();
  #telling: VADStream | null = null;
  #told_ms = -Infinity;

  override stream(): VADStream {
    const stream = super.stream();
    const sender = stream as unknown as Sender;
    const send = sender.sendVADEvent.bind(stream);
    sender.sendVADEvent = (event) => {
      if (event.type === VADEventType.INFERENCE_DONE && this.#tells(stream))
        for (const frame of event.frames) this.hears?.(frame);
      return send({ ...event, frames: event.frames.map(copyOf) });
    };
    return stream;
  }

  /**
   * Hazard: for an ear that does not stream the framework opens a second stream beside its own, with
   * the same sound; and either may end without a word.
   */
  #tells(stream: VADStream): boolean {
    const now_ms = this.clock();
    if (this.#telling !== stream && now_ms - this.#told_ms < GONE_MS) return false;
    this.#telling = stream;
    this.#told_ms = now_ms;
    return true;
  }
}

/** Milliseconds without a sound after which a stream tells nothing any more. */
const GONE_MS = 300;

function copyOf(frame: VADEvent['frames'][number]): VADEvent['frames'][number] {
  const copy = Object.create(Object.getPrototypeOf(frame) as object) as typeof frame;
  return Object.assign(copy, frame, { data: frame.data.slice() });
}
