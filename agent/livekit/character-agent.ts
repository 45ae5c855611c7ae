import { llm, voice } from '@livekit/agents';
import type { AudioFrame } from '@livekit/rtc-node';
import { ReadableStream } from 'node:stream/web';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Speech } from '../../speech/speech.ts';
import type { Tool } from '../../tools/tool.ts';
import { withoutSilentEdges } from './silent-edges.ts';
import { toLivekitTools, type RunTool } from './tool.ts';
import { Turns } from './turns.ts';

/** What the conversation wants of a finished turn of the caller. */
export type Hearing =
  { readonly hold: true } | { readonly hold: false; readonly prepend: string | null };

export interface CharacterAgentOptions {
  readonly bundle: SessionBundle;
  readonly instructions: string;
  readonly chat: llm.ChatContext;
  /** The tools that what is known now opens. */
  readonly tools: () => readonly Tool[];
  readonly speech: Speech;
  readonly run: RunTool;
  /** A turn of the caller has ended. */
  readonly heard: (text: string) => Hearing;
  /** While true, the model of this character stays silent: its answer would come too late. */
  readonly muted: () => boolean;
  /** The framework has put this agent on the line. */
  readonly entered: () => void;
}

/** A character as an Agent of the framework: its prompt, mind, voice and tools. */
export class CharacterAgent extends voice.Agent {
  readonly options: CharacterAgentOptions;
  readonly #turns: Turns;
  #offered: string;
  /** The last answer was begun while nobody might answer: it is empty. */
  #begunInVain = false;

  constructor(options: CharacterAgentOptions) {
    const { character } = options.bundle;
    const tools = options.tools();
    const turns = new Turns();
    super({
      id: character.slug,
      instructions: options.instructions,
      chatCtx: options.chat,
      tools: toLivekitTools(tools, options.run, turns.spoke),
      llm: options.speech.mind(character),
      tts: options.speech.voice(character),
      stt: options.speech.ear(character),
    });
    this.options = options;
    this.#turns = turns;
    this.#offered = asOffered(tools);
  }

  /** Offers the tools that are open now, where they are others than before. */
  async retool(): Promise<void> {
    const tools = this.options.tools();
    const offered = asOffered(tools);
    if (offered === this.#offered) return;
    this.#offered = offered;
    await this.updateTools(toLivekitTools(tools, this.options.run, this.#turns.spoke));
  }

  override onEnter(): Promise<void> {
    this.options.entered();
    return Promise.resolve();
  }

  override async onUserTurnCompleted(
    chat: llm.ChatContext,
    message: llm.ChatMessage,
  ): Promise<void> {
    const hearing = this.options.heard(message.textContent ?? '');
    if (hearing.hold) throw new voice.StopResponse();
    if (this.#begunInVain) makeOther(chat);
    if (hearing.prepend) message.content = [`${hearing.prepend} ${message.textContent ?? ''}`];
    // The hour opens and closes targets too.
    await this.retool();
  }

  /**
   * A second tool of the batch that asked for a handoff may want an answer of this character.
   * The announcement says what is to be said, so the model is not asked at all.
   */
  override async llmNode(
    chat: llm.ChatContext,
    tools: llm.ToolContext,
    settings: voice.ModelSettings,
  ): Promise<ReadableStream<llm.ChatChunk | string> | null> {
    // Hazard: null would close the framework's text twice, and it would wait for tools for ever.
    if (this.options.muted()) {
      this.#begunInVain = true;
      return ReadableStream.from([]);
    }
    this.#begunInVain = false;
    const answer = (await super.llmNode(chat, tools, settings)) as ReadableStream<
      llm.ChatChunk | string
    > | null;
    return answer && this.#turns.watch(answer);
  }

  /** The voice, without the padding around a sentence that the caller would only wait through. */
  override async ttsNode(
    text: ReadableStream<string>,
    settings: voice.ModelSettings,
  ): Promise<ReadableStream<AudioFrame> | null> {
    const audio = await super.ttsNode(text, settings);
    return audio && ReadableStream.from(withoutSilentEdges(audio));
  }
}

/**
 * Hazard: the framework takes an answer that was begun early for one to the turn that has ended, unless
 * the chat is another one by then. So the last message has another id in `chat`, which is this turn's
 * own copy.
 */
function makeOther({ items }: llm.ChatContext): void {
  const at = items.findLastIndex(({ type }) => type === 'message');
  const last = items[at];
  if (last?.type !== 'message') return;
  const { role, content, interrupted, createdAt, metrics, extra } = last;
  items[at] = llm.ChatMessage.create({ role, content, interrupted, createdAt, metrics, extra });
}

/** What a model sees of its tools. */
function asOffered(tools: readonly Tool[]): string {
  return tools.map(({ name, description }) => `${name}: ${description}`).join('\n');
}
