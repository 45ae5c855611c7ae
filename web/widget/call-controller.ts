import { CallFailure, FAILURES, type Failure } from '../room/call-failure.ts';
import type { CallRoom, Levels, Microphone, RoomPorts, SessionOrder } from '../room/call-room.ts';
import type { CallEvent } from './call-event.ts';
import { isLive } from './call-phase.ts';
import { reduce } from './call-reducer.ts';
import { IDLE, type CallView } from './call-view.ts';

export type LoadPorts = () => Promise<RoomPorts>;

const SILENCE: Levels = { caller: 0, agent: 0 };

/** Another worker that is to go on with a call is waited for that much longer: it is asked for more than once. */
const LOST_FACTOR = 3;

/** Carries one call at a time: the caller's wishes to the room, the room's news to the view. */
export class CallController {
  view: CallView = IDLE;
  readonly #loadPorts: LoadPorts;
  readonly #changed: (view: CallView, before: CallView) => void;
  readonly #agentLimitMs: number;
  #room: CallRoom | undefined;
  #microphone: Microphone | undefined;
  #limit: ReturnType<typeof setTimeout> | undefined;
  #typed = 0;
  /** Counts calls, so that what an earlier one still says is not heard. */
  #call = 0;

  constructor(
    loadPorts: LoadPorts,
    changed: (view: CallView, before: CallView) => void,
    agentLimitMs = 20_000,
  ) {
    this.#loadPorts = loadPorts;
    this.#changed = changed;
    this.#agentLimitMs = agentLimitMs;
  }

  async start(order: SessionOrder, speaking: boolean): Promise<void> {
    if (isLive(this.view.phase)) return;
    const call = ++this.#call;
    this.#dispatch({ type: 'started', speaking });
    try {
      await this.#open(call, order, speaking);
    } catch (error) {
      if (this.#isCurrent(call)) this.#dispatch({ type: 'failed', failure: failureOf(error) });
    }
  }

  hangUp(): void {
    this.#dispatch({ type: 'hung_up' });
  }

  dismiss(): void {
    this.#dispatch({ type: 'dismissed' });
  }

  async setMuted(muted: boolean): Promise<void> {
    try {
      await this.#room?.setMuted(muted);
      this.#dispatch({ type: 'muted', muted });
    } catch {
      // The button goes on showing how it is.
    }
  }

  async type(text: string): Promise<void> {
    const room = this.#room;
    if (room === undefined) return;
    const id = `typed:${++this.#typed}`;
    this.#dispatch({ type: 'typed', id, text, at: performance.now() });
    try {
      await room.sendText(text);
    } catch {
      this.#dispatch({ type: 'typing_undelivered', id });
    }
  }

  async press(digit: string): Promise<void> {
    await this.#room?.sendDigit(digit).catch(() => undefined);
  }

  async startSound(): Promise<void> {
    await this.#room?.startSound().catch(() => undefined);
  }

  levels(): Levels {
    return this.#room?.levels() ?? SILENCE;
  }

  async #open(call: number, order: SessionOrder, speaking: boolean): Promise<void> {
    const ports = await this.#load();
    if (!this.#isCurrent(call)) return;
    const microphone = speaking ? await ports.takeMicrophone() : undefined;
    if (!this.#isCurrent(call)) {
      microphone?.release();
      return;
    }
    this.#microphone = microphone;
    if (speaking) this.#dispatch({ type: 'microphone_taken' });
    await this.#join(call, ports, order, microphone);
  }

  async #load(): Promise<RoomPorts> {
    try {
      return await this.#loadPorts();
    } catch (cause) {
      throw new CallFailure('unreachable', { cause });
    }
  }

  async #join(
    call: number,
    ports: RoomPorts,
    order: SessionOrder,
    microphone: Microphone | undefined,
  ): Promise<void> {
    const session = await ports.openSession(order);
    if (!this.#isCurrent(call)) return;
    const { agent_name: agentName, appearance } = session;
    this.#dispatch({ type: 'session_opened', agentName, appearance });
    const room = await ports.joinRoom(session, microphone, (news) => {
      if (this.#isCurrent(call)) this.#dispatch(news);
    });
    if (!this.#isCurrent(call)) {
      await room.leave();
      return;
    }
    this.#room = room;
    this.#dispatch({ type: 'joined' });
  }

  #isCurrent(call: number): boolean {
    return call === this.#call && isLive(this.view.phase);
  }

  #dispatch(event: CallEvent): void {
    const before = this.view;
    this.view = reduce(before, event);
    if (this.view === before) return;
    if (this.view.phase.name !== before.phase.name) this.#limitWaiting();
    if (!isLive(this.view.phase)) this.#close();
    this.#changed(this.view, before);
  }

  #limitWaiting(): void {
    clearTimeout(this.#limit);
    if (this.view.phase.name !== 'waiting_for_agent') return;
    this.#limit = setTimeout(
      () => {
        this.#dispatch({ type: 'waited_too_long' });
      },
      this.#agentLimitMs * (this.view.met ? LOST_FACTOR : 1),
    );
  }

  #close(): void {
    const room = this.#room;
    this.#room = undefined;
    this.#microphone?.release();
    this.#microphone = undefined;
    void room?.leave();
  }
}

function failureOf(error: unknown): Failure {
  const named = error instanceof Error && 'failure' in error ? error.failure : undefined;
  return FAILURES.find((failure) => failure === named) ?? 'unreachable';
}
