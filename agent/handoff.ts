import { IDLE, stepHandoff, type HandoffEffect, type HandoffInput } from '../call/handoff.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffFault, Waterfall } from '../protocol/call-event.ts';
import { HandoffAttempt } from './handoff-attempt.ts';
import type { HandoffOrder, HandoffScript } from './handoff-script.ts';
import { type HandoffCast, type HandoffPorts, HandoffSteps } from './handoff-steps.ts';

export interface RollBack {
  readonly fault: HandoffFault;
  readonly detail?: string;
  readonly waterfall: Waterfall;
}

/** What the conversation does at the turns of a handoff. */
export interface HandoffListener extends HandoffCast {
  readonly committed: (order: HandoffOrder, to: SessionBundle, waterfall: Waterfall) => void;
  readonly rolledBack: (order: HandoffOrder, outcome: RollBack) => void;
  /** The source is back and has said so; words that were held can be answered now. */
  readonly resumed: () => void;
}

/** Runs the transaction of `call/handoff.ts`: its effects out, what happened back in. */
export class Handoff {
  readonly #ports: HandoffPorts;
  readonly #listener: HandoffListener;
  readonly #steps: HandoffSteps;
  #state = IDLE;
  #attempt: HandoffAttempt | null = null;

  constructor(ports: HandoffPorts, script: HandoffScript, listener: HandoffListener) {
    this.#ports = ports;
    this.#listener = listener;
    this.#steps = new HandoffSteps(ports, script, listener);
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
    const { timeout_ms, message } = order.target;
    const attempt = new HandoffAttempt(order, (input) => {
      this.#take(input);
    });
    this.#attempt = attempt;
    this.#limit(attempt, timeout_ms);
    this.#take({ type: 'decided', silent: message === undefined });
  }

  /** A sentence that takes longer, ours or the caller's, is no reason to give up what is ready. */
  #limit(attempt: HandoffAttempt, timeout_ms: number): void {
    attempt.wind('timeout', timeout_ms, () => {
      const detail = `not ready within ${timeout_ms} ms`;
      if (attempt.ready) this.#limit(attempt, timeout_ms);
      else attempt.tell({ type: 'failed', fault: 'timeout', detail });
    });
  }

  /** The call has ended; nothing is said or put back any more. */
  end(): void {
    this.#take({ type: 'call_ended' });
  }

  #take(input: HandoffInput): void {
    const attempt = this.#attempt;
    const { state, effects } = stepHandoff(this.#state, input, this.#ports.clock());
    this.#state = state;
    if (!attempt) return;
    for (const effect of effects) this.#carryOut(effect, attempt);
    if (state.stage !== 'idle') return;
    attempt.end();
    if (this.#attempt === attempt) this.#attempt = null;
  }

  #carryOut(effect: HandoffEffect, attempt: HandoffAttempt): void {
    const steps = this.#steps;
    switch (effect.type) {
      case 'load':
        return this.#go(attempt, 'backend_unavailable', steps.load(attempt));
      case 'tell_room':
        return void steps.tellRoom(attempt);
      case 'announce':
        return this.#go(attempt, 'prepare_failed', steps.announce(attempt));
      case 'prepare':
        return this.#go(attempt, 'prepare_failed', steps.prepare(attempt));
      case 'watch_silence':
        return steps.watchSilence(attempt);
      case 'say_waiting':
        return this.#go(attempt, 'prepare_failed', steps.sayWaiting(attempt));
      case 'swap':
        return this.#go(attempt, 'swap_failed', steps.swap(attempt));
      case 'listen':
        return this.#go(attempt, 'no_first_audio', steps.listen(attempt));
      case 'committed':
        return this.#listener.committed(attempt.order, attempt.to, effect.waterfall);
      case 'rolled_back':
        return this.#rollBack(effect, attempt);
    }
  }

  #go(attempt: HandoffAttempt, fault: HandoffFault, step: Promise<void>): void {
    void step.catch((cause: unknown) => {
      if (attempt.signal.aborted) return;
      this.#ports.report('A step of a handoff failed.', cause);
      const detail = cause instanceof Error ? cause.message : String(cause);
      attempt.tell({ type: 'failed', fault, detail });
    });
  }

  #rollBack(
    {
      fault,
      detail,
      waterfall,
      put_back,
      tell_caller,
    }: Extract<HandoffEffect, { type: 'rolled_back' }>,
    attempt: HandoffAttempt,
  ): void {
    attempt.unwind('timeout');
    attempt.unwind('silence');
    attempt.letOpeningGo();
    this.#listener.rolledBack(attempt.order, {
      fault,
      waterfall,
      ...(detail !== undefined && { detail }),
    });
    if (!tell_caller) return;
    void this.#steps.comeBack(attempt, put_back).then(() => {
      attempt.tell({ type: 'returned' });
      this.#listener.resumed();
    });
  }
}
