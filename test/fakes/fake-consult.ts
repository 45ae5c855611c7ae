import type { ConsultPort, PersonWatch, TrunkAnswer } from '../../call/ports.ts';

/** A person's line that records what was said to it; the test plays the person. */
export class FakeConsult implements ConsultPort {
  readonly calls: { number: string; name: string }[] = [];
  readonly said: string[] = [];
  /** Answers to the INVITEs; without one a call is accepted. */
  answers: (TrunkAnswer | Promise<TrunkAnswer>)[] = [];
  /** What the person does once a sentence was said to them. */
  hears: (sentence: string, person: PersonWatch) => void = () => undefined;
  /** What the person does on picking up. */
  picksUp: (person: PersonWatch) => void = (person) => {
    person.heard('Hello?');
  };
  /** Whether a sentence never ends by itself. */
  endless = false;
  merged = 0;
  closed = 0;
  tones = 0;
  person: PersonWatch | null = null;
  #hushed: (() => void)[] = [];
  readonly #changed: () => void;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  async call(
    number: string,
    name: string,
    _sentences: readonly string[],
    person: PersonWatch,
  ): Promise<TrunkAnswer> {
    this.calls.push({ number, name });
    this.person = person;
    this.#changed();
    const answer = (await this.answers.shift()) ?? { accepted: true };
    if (answer.accepted) setImmediate(() => this.picksUp(person));
    return answer;
  }

  async say(text: string): Promise<void> {
    this.said.push(text);
    this.#changed();
    if (this.person) this.hears(text, this.person);
    if (this.endless) await new Promise<void>((resolve) => this.#hushed.push(resolve));
    else await new Promise((resolve) => setImmediate(resolve));
  }

  hush(): void {
    for (const hushed of this.#hushed.splice(0)) hushed();
  }

  /** Whether both are there when they are brought together. */
  bothThere = true;

  merge(): Promise<boolean> {
    this.merged += 1;
    return Promise.resolve(this.bothThere);
  }

  tone(): Promise<void> {
    this.tones += 1;
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.hush();
    this.closed += 1;
    this.#changed();
    return Promise.resolve();
  }
}
