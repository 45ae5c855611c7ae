import type { stt, VAD } from '@livekit/agents';
import type { Standing } from './standing.ts';

/** What stands behind one part of the speech: who has it, and how one of them is made anew. */
export interface InTurn<T> {
  readonly standing: Standing;
  /** Made anew for each request, so that no failure is taken for another request's. */
  readonly make: (index: number) => T;
  /** Milliseconds for which one of them may be silent. */
  readonly patience_ms: number;
}

export interface EarsInTurn extends InTurn<stt.STT> {
  /** Cuts the sound into pieces of speech for an ear that does not stream. */
  readonly vad: () => VAD;
  /** None of them could make anything of a piece of speech. */
  readonly lost: () => void;
}
