import type { TrunkAnswer, TrunkPort } from '../../call/ports.ts';

/** A trunk that records what it was asked and answers what the test says. */
export class FakeTrunk implements TrunkPort {
  readonly refers: { uri: string; headers: Record<string, string> }[] = [];
  readonly dials: { number: string; name: string }[] = [];
  /** Headers of each of them. */
  readonly dialHeaders: Record<string, string>[] = [];
  present = true;
  /** Whether somebody who was dialled in is still there when it is looked at. */
  personStays = true;
  released = 0;
  /** Answers to the requests that come; without one a request is accepted. */
  answers: (TrunkAnswer | Promise<TrunkAnswer>)[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  callerPresent(): boolean {
    return this.present;
  }

  refer(uri: string, headers: Record<string, string>): Promise<TrunkAnswer> {
    this.refers.push({ uri, headers });
    return this.#answer();
  }

  dial(number: string, name: string, headers: Record<string, string>): Promise<TrunkAnswer> {
    this.dials.push({ number, name });
    this.dialHeaders.push(headers);
    return this.#answer();
  }

  bothTalk(): Promise<boolean> {
    return Promise.resolve(true);
  }

  personPresent(): boolean {
    return this.personStays;
  }

  letGo(): Promise<void> {
    this.released += 1;
    return Promise.resolve();
  }

  #answer(): Promise<TrunkAnswer> {
    this.#changed();
    return Promise.resolve(this.answers.shift() ?? { accepted: true });
  }
}
