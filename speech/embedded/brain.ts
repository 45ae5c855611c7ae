import { DEFAULT_API_CONNECT_OPTIONS, llm, shortuuid } from '@livekit/agents';
import type { Character } from '../../protocol/character.ts';
import { choose } from './choose.ts';
import type { Entry, OfferedTool, Reply } from './conversation.ts';

export type BrainCharacter = Pick<Character, 'intents' | 'language'>;

type ChatArguments = Parameters<llm.LLM['chat']>[0];

/**
 * The built-in mind: rules instead of a model, behind the framework's LLM. It calls the offered
 * tools with real arguments and answers in chunks, as a model does. No network, no cost.
 */
export class EmbeddedBrain extends llm.LLM {
  readonly #character: BrainCharacter;

  constructor(character: BrainCharacter) {
    super();
    this.#character = character;
  }

  override label(): string {
    return 'embedded.EmbeddedBrain';
  }

  override get model(): string {
    return 'rules';
  }

  override get provider(): string {
    return 'embedded';
  }

  override chat({ chatCtx, toolCtx, toolChoice, connOptions }: ChatArguments): llm.LLMStream {
    const tools = toolChoice === 'none' ? [] : offeredTools(toolCtx);
    const { intents, language } = this.#character;
    const reply = choose({ entries: entriesOf(chatCtx), tools, intents, language });
    const options = { chatCtx, connOptions: connOptions ?? DEFAULT_API_CONNECT_OPTIONS };
    return new ReplyStream(this, toolCtx ? { ...options, toolCtx } : options, reply);
  }
}

class ReplyStream extends llm.LLMStream {
  readonly #reply: Reply;

  constructor(
    brain: EmbeddedBrain,
    options: ConstructorParameters<typeof llm.LLMStream>[1],
    reply: Reply,
  ) {
    super(brain, options);
    this.#reply = reply;
  }

  protected override async run(): Promise<void> {
    const id = shortuuid('brain_');
    for (const content of chunksOf(this.#reply.say)) {
      if (this.abortController.signal.aborted) return;
      this.queue.put({ id, delta: { role: 'assistant', content } });
      // A consumer that aborts gets its turn between two chunks, as with a model.
      await Promise.resolve();
    }
    const toolCalls = this.#reply.calls.map(({ name, args }) =>
      llm.FunctionCall.create({ callId: shortuuid('call_'), name, args: JSON.stringify(args) }),
    );
    if (toolCalls.length > 0) this.queue.put({ id, delta: { role: 'assistant', toolCalls } });
  }
}

/** The conversation as the brain reads it: what was said, and what tools gave back. */
export function entriesOf(chatCtx: llm.ChatContext): Entry[] {
  return chatCtx.items.flatMap((item): Entry[] => {
    if (item.type === 'function_call_output') {
      return [{ from: 'tool', name: item.name, output: item.output }];
    }
    if (item.type !== 'message') return [];
    const text = item.textContent ?? '';
    if (item.role === 'user') return [{ from: 'caller', text }];
    return item.role === 'assistant' ? [{ from: 'agent', text }] : [];
  });
}

function offeredTools(toolCtx: llm.ToolContextLike | undefined): OfferedTool[] {
  const functions = llm.toToolContext(toolCtx)?.functionTools ?? {};
  return Object.entries(functions).map(([name, { description, parameters }]) => ({
    name,
    description,
    parameters: llm.toJsonSchema(parameters),
  }));
}

/** Words with the space that follows them, three at a time. */
function chunksOf(text: string): string[] {
  return text.match(/(?:\S+\s*){1,3}/g) ?? [];
}
