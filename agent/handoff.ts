import type {
  BundleAnswer,
  BundlesPort,
  PreparedOpening,
  RoomPort,
  StagePort,
} from '../call/ports.ts';
import { IDLE, stepHandoff, type HandoffEffect, type HandoffInput } from '../call/handoff.ts';
import { sentencesIn } from '../call/sentences.ts';
import type { Waterfall, HandoffFault } from '../protocol/call-event.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffOrder, HandoffScript } from './handoff-script.ts';

/** Milliseconds of silence after which a waiting sentence is said (T2). */
const SILENCE_MS = 3000;
/** Milliseconds after the commit in which the new voice must be heard. */
export const FIRST_AUDIO_LIMIT_MS = 3000;

/** What the conversation does at the turns of a handoff. */
export interface HandoffListener {
  /** The character that speaks now. */
  readonly source: () => SessionBundle;
  /** The caller's sentence that led here. */
  readonly trigger: () => string;
  /** The target comes on the line now. */
  readonly swapping: (order: HandoffOrder, to: SessionBundle) => void;
  readonly committed: (order: HandoffOrder, to: SessionBundle, waterfall: Waterfall) => void;
  readonly rolledBack: (order: HandoffOrder, outcome: RollBack) => void;
  /** The source is back and has said so; words that were held can be answered now. */
  readonly resumed: () => void;
}

export interface RollBack {
  readonly fault: HandoffFault;
  readonly detail?: string;
  readonly waterfall: Waterfall;
}

export interface HandoffPorts {
  readonly stage: StagePort;
  readonly room: RoomPort;
  readonly bundles: BundlesPort;
  readonly clock: () => number;
  readonly report: (what: string, fault: unknown) => void;
}

/** One attempt's moving parts; all of them end with its signal. */
interface Running {
  readonly order: HandoffOrder;
  readonly over: AbortController;
  readonly timeout: NodeJS.Timeout;
  to: SessionBundle | null;
  preparing: AbortController | null;
  opening: PreparedOpening | null;
  silence: NodeJS.Timeout | undefined;
  waited: number;
}

/** Carries out the handoff transaction of `call/handoff.ts`: effects out, what happened back in. */
export class Handoff {
  readonly #ports: HandoffPorts;
  readonly #script: HandoffScript;
  readonly #listener: HandoffListener;
  #state = IDLE;
  #running: Running | null = null;

  constructor(ports: HandoffPorts, script: HandoffScript, listener: HandoffListener) {
    this.#ports = ports;
    this.#script = script;
    this.#listener = listener;
  }

  /** From the decision until the new voice was heard, or the old one is back. */
  get connecting(): boolean {
    return this.#state.stage !== 'idle';
  }

  /** While true, the caller's words are kept: nobody could answer them now. */
  get holding(): boolean {
    return this.connecting && this.#state.stage !== 'listening';
  }

  /** Begins a handoff. Whoever calls this has decided that it may happen. */
  begin(order: HandoffOrder): void {
    const { target } = order;
    this.#running = {
      order,
      over: new AbortController(),
      timeout: setTimeout(() => {
        this.#fail('timeout', `not ready within ${target.timeout_ms} ms`);
      }, target.timeout_ms),
      to: null,
      preparing: null,
      opening: null,
      silence: undefined,
      waited: 0,
    };
    this.#take({ type: 'decided', silent: target.message === undefined });
  }

  /** The call has ended; nothing is said or put back any more. */
  end(): void {
    this.#take({ type: 'call_ended' });
  }

  #take(input: HandoffInput): void {
    const running = this.#running;
    const { state, effects } = stepHandoff(this.#state, input, this.#ports.clock());
    this.#state = state;
    if (!running) return;
    for (const effect of effects) this.#carryOut(effect, running);
    if (state.stage === 'idle') this.#close(running);
  }

  /** Inputs of an attempt that is over no longer count. */
  #takeFor(running: Running, input: HandoffInput): void {
    if (this.#running === running && !running.over.signal.aborted) this.#take(input);
  }

  #fail(fault: HandoffFault, detail: string): void {
    this.#take({ type: 'failed', fault, detail });
  }

  #close(running: Running): void {
    clearTimeout(running.timeout);
    clearTimeout(running.silence);
    running.over.abort(new Error('The handoff is over.'));
    if (this.#running === running) this.#running = null;
  }

  #carryOut(effect: HandoffEffect, running: Running): void {
    switch (effect.type) {
      case 'load':
        return this.#go(running, 'backend_unavailable', this.#load(running));
      case 'tell_room':
        return this.#tellRoom(running);
      case 'announce':
        return this.#go(running, 'prepare_failed', this.#announce(running));
      case 'prepare':
        return this.#go(running, 'prepare_failed', this.#prepare(running));
      case 'watch_silence':
        return this.#watchSilence(running);
      case 'say_waiting':
        return this.#go(running, 'prepare_failed', this.#sayWaiting(running));
      case 'swap':
        clearTimeout(running.timeout);
        return this.#go(running, 'swap_failed', this.#swap(running));
      case 'listen':
        return this.#go(running, 'no_first_audio', this.#listen(running));
      case 'committed':
        return this.#commit(running, effect.waterfall);
      case 'rolled_back':
        return this.#rollBack(running, effect);
    }
  }

  #go(running: Running, fault: HandoffFault, work: Promise<void>): void {
    void work.catch((cause: unknown) => {
      if (running.over.signal.aborted) return;
      this.#ports.report('A step of a handoff failed.', cause);
      this.#takeFor(running, { type: 'failed', fault, detail: messageOf(cause) });
    });
  }

  async #load(running: Running): Promise<void> {
    const { slug } = running.order.target;
    const answer = await this.#ports.bundles.load(slug, running.over.signal);
    if (!this.#accept(running, answer)) return;
    this.#takeFor(running, { type: 'bundle_loaded' });
    if (!('bundle' in answer) || !answer.warm || !running.order.target.message) return;
    // A silent handoff uses the warm bundle as it is; otherwise there is time to ask again.
    const again = await this.#ports.bundles.revalidate(slug, running.over.signal);
    if (again && this.#accept(running, again)) this.#takeFor(running, { type: 'bundle_revised' });
  }

  #accept(running: Running, answer: BundleAnswer): boolean {
    if ('bundle' in answer) {
      running.to = answer.bundle;
      return true;
    }
    const { refused, detail } = answer;
    this.#takeFor(running, { type: 'failed', fault: refused, detail });
    return false;
  }

  #tellRoom(running: Running): void {
    const { room, report } = this.#ports;
    void room.connecting(targetOf(running).character.name).catch((fault: unknown) => {
      report('The room could not be told of a handoff.', fault);
    });
  }

  async #announce(running: Running): Promise<void> {
    const { stage } = this.#ports;
    const signal = running.over.signal;
    const text = await this.#script.announcement(running.order, targetOf(running), signal);
    if (signal.aborted) return;
    if (text) await this.#say(running, text);
    else await stage.sentenceEnds();
    this.#takeFor(running, { type: 'speech_ended' });
  }

  async #prepare(running: Running): Promise<void> {
    running.preparing?.abort(new Error('A newer bundle is there.'));
    running.opening?.discard();
    const preparing = new AbortController();
    running.preparing = preparing;
    const signal = AbortSignal.any([running.over.signal, preparing.signal]);
    const to = targetOf(running);
    try {
      const text = await this.#script.opening(running.order, to, signal);
      running.opening = await this.#ports.stage.prepare(to, text, signal);
    } catch (fault) {
      if (preparing.signal.aborted) return;
      throw fault;
    }
    this.#takeFor(running, { type: 'greeting_ready' });
  }

  #watchSilence(running: Running): void {
    clearTimeout(running.silence);
    running.silence = setTimeout(() => {
      this.#takeFor(running, { type: 'silence' });
    }, SILENCE_MS);
  }

  async #sayWaiting(running: Running): Promise<void> {
    const { waiting } = sentencesIn(this.#listener.source().character.language);
    const text = waiting[running.waited++ % waiting.length];
    if (text) await this.#say(running, text);
    this.#takeFor(running, { type: 'speech_ended' });
  }

  /** A sentence of the source that could not be said is no reason to lose the handoff. */
  async #say(running: Running, text: string): Promise<void> {
    clearTimeout(running.silence);
    try {
      await this.#ports.stage.say(text);
    } catch (fault) {
      this.#ports.report('A sentence of a handoff could not be said.', fault);
    }
  }

  async #swap(running: Running): Promise<void> {
    const { order, opening } = running;
    const to = targetOf(running);
    const instructions = await this.#script.instructions(order, to);
    if (running.over.signal.aborted || !opening) return;
    const trigger = this.#listener.trigger();
    this.#listener.swapping(order, to);
    await this.#ports.stage.enter({ bundle: to, instructions, trigger, opening });
    this.#takeFor(running, { type: 'swapped' });
  }

  async #listen(running: Running): Promise<void> {
    const heard = await this.#ports.stage.firstAudio(FIRST_AUDIO_LIMIT_MS, running.over.signal);
    if (heard) this.#takeFor(running, { type: 'first_audio' });
    else {
      const detail = `nothing was heard within ${FIRST_AUDIO_LIMIT_MS} ms`;
      this.#takeFor(running, { type: 'failed', fault: 'no_first_audio', detail });
    }
  }

  #commit(running: Running, waterfall: Waterfall): void {
    this.#listener.committed(running.order, targetOf(running), waterfall);
  }

  #rollBack(running: Running, effect: Extract<HandoffEffect, { type: 'rolled_back' }>): void {
    clearTimeout(running.timeout);
    clearTimeout(running.silence);
    running.preparing?.abort(new Error('The handoff was rolled back.'));
    running.opening?.discard();
    const { fault, waterfall } = effect;
    const detail = effect.detail === undefined ? {} : { detail: effect.detail };
    this.#listener.rolledBack(running.order, { fault, waterfall, ...detail });
    if (effect.tell_caller) {
      void this.#comeBack(running, effect.put_back).finally(() => {
        this.#take({ type: 'returned' });
        this.#listener.resumed();
      });
    }
  }

  async #comeBack(running: Running, put_back: boolean): Promise<void> {
    const { stage, room, report } = this.#ports;
    const source = this.#listener.source();
    const { failed, failed_nameless } = sentencesIn(source.character.language);
    try {
      if (put_back) await stage.putBack();
      if (running.to) await room.talking(source, true);
      await stage.say(running.to ? failed(running.to.character.name) : failed_nameless);
    } catch (fault) {
      report('The character could not come back after a handoff that failed.', fault);
    }
  }
}

function targetOf(running: Running): SessionBundle {
  if (!running.to) throw new Error('The bundle of the target is not there yet.');
  return running.to;
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
