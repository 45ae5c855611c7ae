import type { Speaker, Words } from '../room/call-room.ts';

/** One utterance: who said it is settled when it begins and does not change with the agent. */
export interface Entry {
  readonly id: string;
  readonly speaker: Speaker;
  /** `you`, or the agent's name at the time. */
  readonly who: string;
  readonly color: string | undefined;
  readonly text: string;
  readonly final: boolean;
  readonly startedAt: number;
  /** Said while the transcript is paused; shown when it goes on. */
  readonly held: boolean;
  /** It began while the caller was being connected to somebody. */
  readonly duringHandoff: boolean;
  readonly undelivered: boolean;
}

export type Transcript = readonly Entry[];

export interface Author {
  readonly who: string;
  readonly color: string | undefined;
}

export const YOU: Author = { who: 'you', color: undefined };

const LONGEST = 400;
const FRESH_MS = 1000;

/** Takes in one state of an utterance; a final text is not taken back by a late interim one. */
export function hear(
  transcript: Transcript,
  words: Words,
  author: Author,
  paused: boolean,
): Transcript {
  const known = transcript.some((entry) => entry.id === words.id);
  if (!known) return begin(transcript, words, author, paused);
  return transcript.map((entry) => {
    if (entry.id !== words.id || (entry.final && !words.final)) return entry;
    return { ...entry, text: words.text, final: words.final };
  });
}

function begin(transcript: Transcript, words: Words, author: Author, paused: boolean): Transcript {
  // Whoever begins a new sentence has ended the last one, even if its end got lost.
  const earlier = transcript.map((entry) =>
    entry.speaker === words.speaker ? { ...entry, final: true } : entry,
  );
  const entry: Entry = {
    id: words.id,
    speaker: words.speaker,
    ...author,
    text: words.text,
    final: words.final,
    startedAt: words.at,
    held: paused && words.speaker === 'caller',
    duringHandoff: paused,
    undelivered: false,
  };
  return [...earlier, entry].slice(-LONGEST);
}

/** What the caller typed is shown at once, paused or not. */
export function type(transcript: Transcript, id: string, text: string, at: number): Transcript {
  if (transcript.some((entry) => entry.id === id)) return transcript;
  const words: Words = { speaker: 'caller', id, text, final: true, at };
  return begin(transcript, words, YOU, false);
}

export function markUndelivered(transcript: Transcript, id: string): Transcript {
  return transcript.map((entry) => (entry.id === id ? { ...entry, undelivered: true } : entry));
}

export function release(transcript: Transcript): Transcript {
  return transcript.map((entry) => (entry.held ? { ...entry, held: false } : entry));
}

/**
 * The new agent's first words can overtake the news that it is the one who speaks: an utterance
 * still open at that moment, begun just before and during the handoff, is its own.
 */
export function reattribute(transcript: Transcript, author: Author, at: number): Transcript {
  return transcript.map((entry) => {
    const ahead =
      entry.speaker === 'agent' &&
      entry.duringHandoff &&
      !entry.final &&
      at - entry.startedAt < FRESH_MS;
    return ahead ? { ...entry, ...author } : entry;
  });
}

export function finish(transcript: Transcript): Transcript {
  return release(transcript).map((entry) => (entry.final ? entry : { ...entry, final: true }));
}
