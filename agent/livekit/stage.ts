import { llm, voice } from '@livekit/agents';
import { within } from '../../config/within.ts';
import { HandoffError } from '../../call/call-error.ts';
import type { Entry, PreparedOpening, StagePort } from '../../call/ports.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Speech } from '../../speech/speech.ts';
import type { Tool } from '../../tools/tool.ts';
import { type Deferred, deferred } from '../deferred.ts';
import { CharacterAgent, type Hearing } from './character-agent.ts';
import { callerHello } from './caller-silence.ts';
import { CallerTurn } from './caller-turn.ts';
import { PlayoutMemory } from './heard-part.ts';
import type { Greetings } from './greetings.ts';
import { patience } from './patience.ts';
import { prepareVoice, type PreparedVoice } from './prepared-voice.ts';
import type { RunTool } from './tool.ts';

/** What the stage tells the conversation. */
export interface StageListener {
  readonly run: RunTool;
  /** The tools that what is known now opens to a character. */
  readonly tools: (bundle: SessionBundle) => readonly Tool[];
  /** A turn of the caller has ended. */
  readonly heard: (text: string) => Hearing;
  /** Something was said: as much of it as was heard. */
  readonly said: (role: 'caller' | 'agent', text: string, interrupted: boolean) => void;
  /** While true, the model of the character on the line stays silent. */
  readonly muted: () => boolean;
  /** The session has its first agent and starts now: the room may be connected to it. */
  readonly starting: () => void;
}

/** Milliseconds the framework may take to exchange two agents that are both ready. */
const SWAP_LIMIT_MS = 10_000;
/** Milliseconds for which a caller who speaks on is waited for. */
const CALLER_LIMIT_MS = 4000;

interface Cast {
  readonly bundle: SessionBundle;
  readonly instructions: string;
  readonly chat: llm.ChatContext;
}

/** The stage over an AgentSession: one voice at a time; a swap keeps the session's ear. */
export class Stage implements StagePort {
  readonly #session: voice.AgentSession;
  readonly #speech: Speech;
  readonly #greetings: Pick<Greetings, 'prepare'>;
  readonly #listener: StageListener;
  readonly #speaking = new Set<voice.SpeechHandle>();
  readonly #spelled = new Set<string>();
  readonly #playout = new PlayoutMemory();
  readonly #turn: CallerTurn;
  /** How many turns of the caller have ended, spoken or typed. */
  #turns = 0;
  #onLine: CharacterAgent | null = null;
  #before: CharacterAgent | null = null;
  #called: CharacterAgent | null = null;
  #audible: Deferred<void> = deferred();

  constructor(
    session: voice.AgentSession,
    { speech, greetings }: { speech: Speech; greetings: Pick<Greetings, 'prepare'> },
    listener: StageListener,
  ) {
    this.#session = session;
    this.#speech = speech;
    this.#greetings = greetings;
    this.#listener = listener;
    this.#turn = new CallerTurn(session);
    const { SpeechCreated, ConversationItemAdded, AgentStateChanged } =
      voice.AgentSessionEventTypes;
    session.on(SpeechCreated, ({ speechHandle }) => {
      this.#speaking.add(speechHandle);
      speechHandle.addDoneCallback(() => this.#speaking.delete(speechHandle));
    });
    session.on(ConversationItemAdded, ({ item }) => {
      if (item.type === 'message') this.#note(item);
    });
    session.on(AgentStateChanged, ({ newState }) => {
      if (newState === 'speaking') this.#audible.resolve();
    });
  }

  async say(text: string): Promise<void> {
    this.#spelled.add(text);
    await this.#session.say(text).waitForPlayout();
  }

  callerFinishes(): Promise<void> {
    return this.#turn.over(CALLER_LIMIT_MS);
  }

  callerHello(wait_ms: number, limit_ms: number): Promise<boolean> {
    return callerHello(this.#session, wait_ms, limit_ms);
  }

  async sentenceEnds(): Promise<void> {
    for (let all = this.#toBeHeard(); all.length > 0; all = this.#toBeHeard())
      await Promise.all(all.map((handle) => handle.waitForPlayout()));
  }

  async exchangeEnds(): Promise<boolean> {
    const before = this.#turns;
    do {
      await this.sentenceEnds();
      await this.callerFinishes();
      // The framework makes its answer once it has told the end of the turn.
      await new Promise(setImmediate);
    } while (this.#toBeHeard().length > 0);
    return this.#turns > before;
  }

  /** Hazard: an answer that was begun early is never done where nothing comes of it. */
  #toBeHeard(): voice.SpeechHandle[] {
    return [...this.#speaking].filter(({ scheduled }) => scheduled);
  }

  prepare(bundle: SessionBundle, opening: string, signal: AbortSignal): Promise<PreparedVoice> {
    return prepareVoice(this.#speech.voice(bundle.character), opening, signal);
  }

  greet(bundle: SessionBundle, words: string, signal: AbortSignal): Promise<PreparedVoice> {
    return this.#greetings.prepare(bundle.character, words, signal);
  }

  async enter({ bundle, instructions, trigger, opening, after }: Entry): Promise<void> {
    const chat = llm.ChatContext.empty();
    if (trigger) chat.addMessage({ role: 'user', content: trigger });
    this.#before = this.#onLine;
    await this.#putOn({ bundle, instructions, chat }, opening, after);
  }

  async putBack(): Promise<void> {
    const source = this.#before;
    if (!source) throw new HandoffError('Nobody was on the line before.');
    const { bundle, instructions } = source.options;
    await this.#putOn({ bundle, instructions, chat: source.chatCtx.copy() }, null);
  }

  async firstAudio(limit_ms: number, signal: AbortSignal): Promise<boolean> {
    const { overdue, cancel } = patience(this.#session, limit_ms, signal);
    try {
      return await Promise.race([this.#audible.promise.then(() => true), overdue]);
    } finally {
      cancel();
    }
  }

  async brief(text: string): Promise<void> {
    const agent = this.#onLine;
    if (!agent) return;
    const chat = agent.chatCtx.copy();
    chat.addMessage({ role: 'system', content: text });
    await agent.updateChatCtx(chat);
  }

  answer(words: string): void {
    this.#turns += 1;
    this.#session.generateReply({ userInput: words });
  }

  hush(): void {
    this.#session.interrupt({ force: true });
  }

  retool(): void {
    void this.#onLine?.retool();
  }

  silence(): void {
    this.#session.output.setAudioEnabled(false);
    this.#session.interrupt({ force: true });
  }

  async #putOn(cast: Cast, opening: Entry['opening'] | null, after?: Promise<void>): Promise<void> {
    const entered = deferred();
    const first = Promise.resolve(opening);
    // A fault of it is heard of below; it may come before anybody waits.
    first.catch(() => undefined);
    const agent: CharacterAgent = new CharacterAgent({
      ...cast,
      ...this.#listener,
      heard: (text) => {
        this.#turn.ended();
        this.#turns += 1;
        return this.#listener.heard(text);
      },
      tools: () => this.#listener.tools(cast.bundle),
      speech: this.#speech,
      entered: () => {
        // Whoever spoke before has been heard: from now on it is the opening that is waited for.
        this.#audible = deferred();
        void this.#openWith(agent, first, after);
        entered.resolve();
      },
    });
    this.#called = agent;
    try {
      if (this.#onLine) this.#session.updateAgent(agent);
      else await this.#begin(agent);
      await within(entered.promise, SWAP_LIMIT_MS, 'The exchange of two agents');
      await first;
    } catch (cause) {
      throw new HandoffError('The character could not be put on the line.', {}, cause);
    }
    this.#onLine = agent;
  }

  async #begin(agent: CharacterAgent): Promise<void> {
    // Hazard: the framework's RoomIO asks for the session's agent, which only a started session or
    // one that was given an agent has; it must be there before the session takes in any audio.
    this.#session.updateAgent(agent);
    this.#listener.starting();
    await this.#session.start({ agent, record: false });
    this.#playout.watch(this.#session);
  }

  /** Its opening, once that is made and, where somebody is waited for, once they are there. */
  async #openWith(
    agent: CharacterAgent,
    opening: Promise<PreparedOpening | null>,
    after: Promise<void> | undefined,
  ): Promise<void> {
    try {
      const prepared = await opening;
      if (after) await after;
      // One that comes after its time limit finds another already called for, and stays silent.
      if (prepared && this.#called === agent) this.#open(prepared as PreparedVoice);
    } catch {
      // Without its opening it is not put on the line; and whom it would have greeted has not come.
      void opening.then(
        (prepared) => prepared?.discard(),
        () => undefined,
      );
    }
  }

  #open({ text, audio }: PreparedVoice): void {
    this.#spelled.add(text);
    this.#session.say(text, { audio });
  }

  #note(message: llm.ChatMessage): void {
    const text = message.textContent?.trim() ?? '';
    if (!text) return;
    if (message.role === 'user') this.#listener.said('caller', text, false);
    if (message.role !== 'assistant') return;
    const heard = this.#spelled.delete(text)
      ? this.#playout.heard(text, message.interrupted)
      : text;
    if (heard !== text) message.content = [heard || '…'];
    if (heard) this.#listener.said('agent', heard, message.interrupted);
  }
}
