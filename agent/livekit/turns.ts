import type { llm } from '@livekit/agents';
import { type Deferred, deferred } from '../deferred.ts';

type Chunk = llm.ChatChunk | string;

/** Watches what a model gives in a turn: words to speak, or tool calls alone. */
export class Turns {
  #turn: Deferred<boolean> = deferred();

  /** Whether the turn under way says something; settles when the model has ended it. */
  readonly spoke = (): Promise<boolean> => this.#turn.promise;

  /** Passes a turn on as it comes. */
  async *watch(answer: AsyncIterable<Chunk>): AsyncGenerator<Chunk> {
    const turn = deferred<boolean>();
    this.#turn = turn;
    let spoke = false;
    try {
      for await (const chunk of answer) {
        spoke ||= wordsOf(chunk).trim() !== '';
        yield chunk;
      }
    } finally {
      turn.resolve(spoke);
    }
  }
}

function wordsOf(chunk: Chunk): string {
  return typeof chunk === 'string' ? chunk : (chunk.delta?.content ?? '');
}
