import { DEFAULT_API_CONNECT_OPTIONS, llm } from '@livekit/agents';
import { inTurn } from './standing.ts';
import { ToldSentences } from './told-sentences.ts';
import { untilSilent } from './until-silent.ts';
import type { InTurn } from './providers-in-turn.ts';

type ChatArguments = Parameters<llm.LLM['chat']>[0];

/**
 * One character's mind by several providers. What the caller said is answered once: sentences are
 * given out when they are complete, tool calls when the answer is, and whoever comes after one that
 * broke off is told what was said already.
 */
export class MindInTurn extends llm.LLM {
  readonly #minds: InTurn<llm.LLM>;

  constructor(minds: InTurn<llm.LLM>) {
    super();
    this.#minds = minds;
  }

  override label(): string {
    return 'in-turn.MindInTurn';
  }

  override get provider(): string {
    return this.#minds.standing.provider;
  }

  override chat(request: ChatArguments): llm.LLMStream {
    return new AnswerInTurn(this, this.#minds, request);
  }
}

class AnswerInTurn extends llm.LLMStream {
  readonly #minds: InTurn<llm.LLM>;
  readonly #request: ChatArguments;
  readonly #told = new ToldSentences();

  constructor(mind: MindInTurn, minds: InTurn<llm.LLM>, request: ChatArguments) {
    const { chatCtx, toolCtx, connOptions = DEFAULT_API_CONNECT_OPTIONS } = request;
    const once = { ...connOptions, maxRetry: 0 };
    super(mind, { chatCtx, connOptions: once, ...(toolCtx && { toolCtx }) });
    this.#minds = minds;
    this.#request = request;
  }

  protected override run(): Promise<void> {
    return inTurn(this.#minds.standing, this.abortController.signal, (index, last) =>
      this.#ask(index, last),
    );
  }

  async #ask(index: number, last: boolean): Promise<void> {
    const { make, patience_ms } = this.#minds;
    const mind = make(index);
    const failure: { error: Error | null } = { error: null };
    mind.on('error', ({ error, recoverable }) => {
      if (!recoverable) failure.error = error;
    });
    const { connOptions = DEFAULT_API_CONNECT_OPTIONS } = this.#request;
    const stream = mind.chat({
      ...this.#request,
      chatCtx: this.#asked(),
      connOptions: last ? connOptions : { ...connOptions, maxRetry: 0 },
    });
    const { signal } = this.abortController;
    const close = () => {
      stream.close();
    };
    signal.addEventListener('abort', close, { once: true });
    const held: llm.ChatChunk[] = [];
    let id = '';
    try {
      for await (const chunk of untilSilent(stream, last ? null : patience_ms)) {
        id = chunk.id;
        const { content } = chunk.delta ?? {};
        if (content) this.#say(id, this.#told.add(content));
        const rest = withoutWords(chunk);
        if (rest) held.push(rest);
      }
      if (failure.error) throw failure.error;
    } catch (error) {
      this.#told.breakOff();
      this.#told.remember();
      throw error;
    } finally {
      signal.removeEventListener('abort', close);
      close();
    }
    this.#say(id, this.#told.finish());
    for (const chunk of held) this.#put(chunk);
  }

  /** What is to be answered; where somebody broke off, with a word of what the caller has heard. */
  #asked(): llm.ChatContext {
    const { chatCtx } = this.#request;
    if (this.#told.text === '') return chatCtx;
    const further = chatCtx.copy();
    further.addMessage({
      role: 'system',
      content: `You were cut off in the middle of your answer. The caller has heard this of it: "${this.#told.text}" Go on from there, and repeat nothing of it.`,
    });
    return further;
  }

  #say(id: string, content: string): void {
    if (content) this.#put({ id, delta: { role: 'assistant', content } });
  }

  #put(chunk: llm.ChatChunk): void {
    if (!this.queue.closed && !this.abortController.signal.aborted) this.queue.put(chunk);
  }
}

/** What of a chunk waits for the end of the answer; null where that is nothing. */
function withoutWords(chunk: llm.ChatChunk): llm.ChatChunk | null {
  const { delta } = chunk;
  if (!delta?.content) return chunk;
  if (!delta.toolCalls && !chunk.usage) return null;
  return { ...chunk, delta: { ...delta, content: '' } };
}
