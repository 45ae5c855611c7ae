import { voice } from '@livekit/agents';
import { type Deferred, deferred } from '../deferred.ts';
import { callerSilence } from './caller-silence.ts';

/** Milliseconds from the words of somebody who is silent now to the end of the turn that they are. */
const TURN_LIMIT_MS = 2500;

/**
 * The caller's turn: from the first words to the framework's end of turn.
 *
 * Hazard: at the end of a turn the framework interrupts whatever is being said, also what began
 * after the caller had fallen silent.
 */
export class CallerTurn {
  readonly #session: voice.AgentSession;
  #ends: Deferred<void> | null = null;

  constructor(session: voice.AgentSession) {
    this.#session = session;
    session.on(voice.AgentSessionEventTypes.UserInputTranscribed, ({ transcript }) => {
      if (transcript.trim()) this.#ends ??= deferred();
    });
  }

  /** The framework has ended it. */
  ended(): void {
    this.#ends?.resolve();
    this.#ends = null;
  }

  /** Ends at once where no turn is under way; else with it, or at the limits. */
  async over(limit_ms: number): Promise<void> {
    await callerSilence(this.#session, limit_ms);
    if (!this.#ends) return;
    // Words of which the framework makes no turn are waited for once.
    const limit = setTimeout(() => {
      this.ended();
    }, TURN_LIMIT_MS);
    await this.#ends.promise;
    clearTimeout(limit);
  }
}
