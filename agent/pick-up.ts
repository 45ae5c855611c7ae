import type { StagePort } from '../call/ports.ts';
import { deferred } from './deferred.ts';
import { pause } from './pause.ts';

/** Milliseconds of silence after which whoever picked up is spoken to. */
const QUIET_MS = 1200;
/** Milliseconds that a "Hello?" and its recognition may take. */
const HELLO_MS = 5000;
/** Milliseconds from the words to the end of the turn that they are. */
const TURN_MS = 2500;

/**
 * Whoever picks up a telephone speaks first, and hears who calls only then: an opening that meets
 * a "Hello?" would be cut by it. The words are no request; they stand before the next turn.
 */
export class PickUp {
  readonly #stage: StagePort;
  readonly #turn = deferred();
  #waiting = false;

  constructor(stage: StagePort) {
    this.#stage = stage;
  }

  /** While true the person's words are kept. */
  get holding(): boolean {
    return this.#waiting;
  }

  /** A turn of the person has ended. */
  heard(): void {
    this.#turn.resolve();
  }

  /** Ends when it is our turn to speak. */
  async greeted(active: Promise<void>, signal: AbortSignal): Promise<void> {
    this.#waiting = true;
    await active;
    const spoke = await this.#stage.callerHello(QUIET_MS, HELLO_MS);
    if (spoke) await Promise.race([this.#turn.promise, pause(TURN_MS, signal)]);
    this.#waiting = false;
  }
}
