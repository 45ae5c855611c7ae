import { llm } from '@livekit/agents';

export interface Answer {
  readonly say?: string;
  readonly calls?: readonly { name: string; args: Record<string, unknown> }[];
}

/** What the model was sent. */
export interface Asked {
  readonly messages: readonly { role: string; text: string }[];
  readonly tools: readonly string[];
  /** What a tool has just given back; null where it is the caller's turn that is answered. */
  readonly output: string | null;
}

/** A model that answers by a script and remembers what it was asked. */
export class ScriptedMind extends llm.LLM {
  readonly asked: Asked[] = [];
  readonly #script: (lastUserText: string, asked: Asked) => Answer;

  constructor(script: (lastUserText: string, asked: Asked) => Answer) {
    super();
    this.#script = script;
  }

  label(): string {
    return 'scripted-mind';
  }

  chat(request: Parameters<llm.LLM['chat']>[0]): llm.LLMStream {
    const messages = request.chatCtx.items.flatMap((item) =>
      item.type === 'message' ? [{ role: item.role, text: item.textContent ?? '' }] : [],
    );
    const tools = request.toolCtx
      ? Object.keys((request.toolCtx as llm.ToolContext).functionTools)
      : [];
    const end = request.chatCtx.items.at(-1);
    const output = end?.type === 'function_call_output' ? end.output : null;
    const asked = { messages, tools, output };
    this.asked.push(asked);
    const last = messages.findLast((message) => message.role === 'user')?.text ?? '';
    return new ScriptedStream(this, request, this.#script(last, asked));
  }
}

class ScriptedStream extends llm.LLMStream {
  readonly #answer: Answer;

  constructor(mind: ScriptedMind, request: Parameters<llm.LLM['chat']>[0], answer: Answer) {
    super(mind, {
      chatCtx: request.chatCtx,
      ...(request.toolCtx && { toolCtx: request.toolCtx }),
      connOptions: { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 5000 },
    });
    this.#answer = answer;
  }

  protected override async run(): Promise<void> {
    const { say, calls } = this.#answer;
    if (say) this.queue.put({ id: 'a', delta: { role: 'assistant', content: say } });
    if (!calls) return;
    const toolCalls = calls.map(({ name, args }, n) =>
      llm.FunctionCall.create({
        callId: `call_${this.#answer.say ?? ''}${n}_${Math.random()}`,
        name,
        args: JSON.stringify(args),
      }),
    );
    this.queue.put({ id: 'a', delta: { role: 'assistant', toolCalls } });
    await Promise.resolve();
  }
}
