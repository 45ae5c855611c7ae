import type { StreamPort, SwitchAnswer } from '../../call/ports.ts';

/** A telephony platform that records what it was asked and answers what the test says. */
export class FakeStream implements StreamPort {
  readonly transfers: string[] = [];
  /** Answers to the requests that come; without one a request is sent and never confirmed. */
  answers: (SwitchAnswer | Promise<SwitchAnswer>)[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  reverseTransfer(transferno: string): Promise<SwitchAnswer> {
    this.transfers.push(transferno);
    this.#changed();
    const fallback = { accepted: true, switch_confirmed: false };
    return Promise.resolve(this.answers.shift() ?? fallback);
  }
}
