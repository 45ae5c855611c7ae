export interface LostTurnsPorts {
  /** The character is with the caller, and nothing else answers for it. */
  readonly attending: () => boolean;
  /** Asks the caller to say it again. Never rejects. */
  readonly excuse: () => Promise<void>;
}

/**
 * Asks a caller whose turn a provider has lost to say it again: silence would leave them waiting. Once
 * a turn, since what fails is perhaps the voice that would have to say so.
 */
export class LostTurns {
  readonly #ports: LostTurnsPorts;
  #excused = false;

  constructor(ports: LostTurnsPorts) {
    this.#ports = ports;
  }

  /** A provider has failed for good in this turn. */
  lost(): void {
    if (this.#excused || !this.#ports.attending()) return;
    this.#excused = true;
    void this.#ports.excuse();
  }

  /** The caller has spoken or typed: another turn begins. */
  heard(): void {
    this.#excused = false;
  }
}
