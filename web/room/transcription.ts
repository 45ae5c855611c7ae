import type { Speaker, Words } from './call-room.ts';

const SEGMENT_ID = 'lk.segment_id';
const FINAL = 'lk.transcription_final';
const LONGEST = 4000;

/** A text stream on `lk.transcription`: one segment, or one interim state of a segment. */
export interface SegmentStream extends AsyncIterable<string> {
  readonly info: {
    readonly id: string;
    readonly attributes?: Record<string, string> | undefined;
  };
}

/**
 * Turns text streams into words. The agent's segment is one growing stream, whole when it closes;
 * the caller's is a new stream for each interim state, whole when it says so.
 */
export class Transcription {
  readonly #tell: (words: Words) => void;
  readonly #now: () => number;
  readonly #newest = new Map<string, number>();
  #count = 0;

  constructor(tell: (words: Words) => void, now: () => number) {
    this.#tell = tell;
    this.#now = now;
  }

  async read(stream: SegmentStream, speaker: Speaker): Promise<void> {
    const attributes = stream.info.attributes ?? {};
    const id = `${speaker}:${attributes[SEGMENT_ID] ?? stream.info.id}`;
    const turn = ++this.#count;
    this.#newest.set(id, turn);
    const said = attributes[FINAL] === 'true';
    let text = '';
    const say = (final: boolean) => {
      const fresh = this.#newest.get(id) === turn && text.trim() !== '';
      if (fresh) this.#tell({ speaker, id, text, final, at: this.#now() });
    };
    try {
      for await (const chunk of stream) {
        text = (text + chunk).slice(0, LONGEST);
        say(false);
      }
    } catch {
      // A stream cut off in the middle still shows what it carried.
    }
    if (said || speaker === 'agent') say(true);
  }
}
