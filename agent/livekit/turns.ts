import type { llm } from '@livekit/agents';
import { ReadableStream } from 'node:stream/web';
import { type Deferred, deferred } from '../deferred.ts';

type Chunk = llm.ChatChunk | string;

/** Watches what a model gives in a turn: words to speak, or tool calls alone. */
export class Turns {
  #turn: Deferred<boolean> = deferred();

  /** Whether the turn under way says something; settles when the model has ended it. */
  readonly spoke = (): Promise<boolean> => this.#turn.promise;

  /**
   * Passes a turn on as it comes. Hazard: a generator is ended only once its model has given something,
   * so a request that nobody waits for any more would be tried to its end, and its fault told.
   */
  watch(answer: ReadableStream<Chunk>): ReadableStream<Chunk> {
    const turn = deferred<boolean>();
    this.#turn = turn;
    const reader = answer.getReader();
    let [spoke, dropped] = [false, false];
    return new ReadableStream<Chunk>(
      {
        async pull(controller) {
          const { done, value } = await reader.read().catch((fault: unknown) => {
            turn.resolve(spoke);
            throw fault;
          });
          if (dropped) return;
          if (done) {
            turn.resolve(spoke);
            controller.close();
            return;
          }
          spoke ||= wordsOf(value).trim() !== '';
          controller.enqueue(value);
        },
        async cancel(reason) {
          dropped = true;
          turn.resolve(spoke);
          await reader.cancel(reason);
        },
      },
      { highWaterMark: 0 },
    );
  }
}

function wordsOf(chunk: Chunk): string {
  return typeof chunk === 'string' ? chunk : (chunk.delta?.content ?? '');
}
