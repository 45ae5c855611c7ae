/** Turns in a row after which asking once more helps nobody. */
const MOST_IN_A_ROW = 3;

export interface LostTurnsPorts {
  /** The character is with the caller, and nothing else answers for it. */
  readonly attending: () => boolean;
  /** Asks the caller to say it again. Never rejects. */
  readonly excuse: () => Promise<void>;
  /** Ends a call in which nothing is answered any more. */
  readonly giveUp: () => void;
}

/**
 * Asks a caller whose turn a provider has lost to say it again: silence would leave them waiting. Once
 * a turn, since what fails is perhaps the voice that would have to say so.
 *
 * Hazard: the framework forgets its count of failures with each sound, the excuse's too, so the end of
 * a call whose model is gone for good is decided here.
 */
export class LostTurns {
  readonly #ports: LostTurnsPorts;
  #excused = false;
  #in_a_row = 0;

  constructor(ports: LostTurnsPorts) {
    this.#ports = ports;
  }

  /** A provider has failed for good in this turn. */
  lost(): void {
    if (this.#excused || !this.#ports.attending()) return;
    this.#excused = true;
    this.#in_a_row += 1;
    if (this.#in_a_row >= MOST_IN_A_ROW) this.#ports.giveUp();
    else void this.#ports.excuse();
  }

  /** The caller has spoken, typed or pressed a key: another turn begins. */
  heard(): void {
    this.#excused = false;
  }

  /** The character has answered. */
  answered(): void {
    this.#in_a_row = 0;
  }
}
