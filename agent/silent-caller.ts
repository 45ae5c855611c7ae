import { NOT_ASKED, type SilenceRule, stepSilence } from '../call/silent-caller.ts';

/** Milliseconds that a recogniser may take for what was said. After that it was a noise. */
const WORDS_LIMIT_MS = 10_000;

export interface SilentCallerPorts {
  /** The rule of whoever is on the line. */
  readonly rule: () => SilenceRule;
  /** The character listens to the caller: no wait, no transfer, no number being typed. */
  readonly attending: () => boolean;
  /** Asks whether the caller is still there. Ends when heard or talked over; never rejects. */
  readonly ask: () => Promise<void>;
  readonly sayGoodbye: () => Promise<void>;
  readonly end: () => void;
}

/** Asks a caller who says nothing, and ends the call when no answer comes (`call/silent-caller.ts`). */
export class SilentCaller {
  readonly #ports: SilentCallerPorts;
  #state = NOT_ASKED;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;
  #quiet = false;
  /** Counts what the caller did. */
  #stirs = 0;
  /** When words are due no longer of a caller who was heard, on this process's clock. */
  #wordsUntil = 0;

  constructor(ports: SilentCallerPorts) {
    this.#ports = ports;
  }

  /** Both sides are silent and the character is ready to listen; or not any more. */
  quiet(now: boolean): void {
    this.#quiet = now;
    this.#stop();
    if (now) this.#wait();
  }

  /** The caller has spoken, typed or pressed a key. */
  stirred(): void {
    this.#stirs += 1;
    this.#state = stepSilence(this.#ports.rule(), this.#state, 'stirred').state;
    if (!this.#timer) return;
    this.#stop();
    this.#wait();
  }

  /** The caller begins to speak (`now`), or has stopped; the words come later. */
  speaks(now: boolean): void {
    this.stirred();
    // Words that came while somebody still spoke are those of the whole sentence, as far as one knows.
    if (now || this.#wordsUntil > 0) this.#wordsUntil = performance.now() + WORDS_LIMIT_MS;
  }

  /** The words have come. */
  understood(): void {
    this.stirred();
    this.#wordsUntil = 0;
  }

  close(): void {
    this.#closed = true;
    this.#stop();
  }

  #stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #wait(wait_ms = this.#ports.rule().after_ms): void {
    if (this.#closed || wait_ms === 0) return;
    this.#timer = setTimeout(() => {
      this.#stop();
      this.#silent();
    }, wait_ms);
  }

  #silent(): void {
    if (!this.#ports.attending()) {
      this.#wait();
      return;
    }
    // Whoever has just spoken is not asked whether they are there while the recogniser is at work.
    const due_ms = Math.ceil(this.#wordsUntil - performance.now());
    if (due_ms > 0) {
      this.#wait(due_ms);
      return;
    }
    const { state, effect } = stepSilence(this.#ports.rule(), this.#state, 'silent');
    this.#state = state;
    if (effect === 'ask') void this.#ask();
    if (effect === 'say_goodbye') void this.#leave();
  }

  /** Hazard: a question that cannot be said changes no state, and nobody would tell of the quiet after it. */
  async #ask(): Promise<void> {
    await this.#ports.ask();
    if (this.#quiet && !this.#timer) this.#wait();
  }

  /** Whoever answers into the goodbye is there after all. */
  async #leave(): Promise<void> {
    const before = this.#stirs;
    await this.#ports.sayGoodbye();
    if (!this.#closed && this.#stirs === before && this.#ports.attending()) this.#ports.end();
    else this.#state = NOT_ASKED;
  }
}
