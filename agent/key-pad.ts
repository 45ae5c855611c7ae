/** Milliseconds after a key in which the next one belongs to the same number. */
const NEXT_KEY_MS = 2500;
/** The same while a number was asked for: who reads it off a letter takes longer. */
const NEXT_DIGIT_MS = 6000;
/** Milliseconds that a number is waited for; then keys are shortcuts again. */
const ORDER_MS = 60_000;

/** A number that the character has asked for. */
export interface DigitOrder {
  /** The variable that it becomes; absent: it is only told to the character. */
  readonly into?: string;
  readonly length?: number;
}

/** What comes of the keys. */
export interface KeyPadListener {
  /** A key by itself: true where it led somewhere, so that it is no digit of a number. */
  readonly shortcut: (key: string) => boolean;
  readonly typed: (digits: string) => void;
  readonly collected: (into: string | undefined, digits: string) => void;
}

/**
 * Gathers the keys a caller presses into numbers: until `#`, or until no more come. A key is a
 * shortcut only where no number is under way and none was asked for.
 */
export class KeyPad {
  readonly #listener: KeyPadListener;
  #digits = '';
  #order: DigitOrder | null = null;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(listener: KeyPadListener) {
    this.#listener = listener;
  }

  /** Keys are awaited, or a number is under way. */
  get collecting(): boolean {
    return this.#order !== null || this.#digits !== '';
  }

  /** From now on keys are digits of this number, until it is complete. */
  collect(order: DigitOrder): void {
    this.#order = order;
    if (this.#digits === '') this.#wait(ORDER_MS);
  }

  /** Somebody else has the call, who did not ask for a number. */
  forget(): void {
    this.#order = null;
    if (this.#digits === '') clearTimeout(this.#timer);
  }

  /** A variable has become known: a number that was to become it is waited for no longer. */
  known(name: string): void {
    if (this.#order?.into === name && this.#digits === '') this.forget();
  }

  press(key: string): void {
    if (this.#closed || !/^[0-9*#A-D]$/.test(key)) return;
    if (!this.#order && this.#digits === '' && this.#listener.shortcut(key)) return;
    // The end of a number of which nothing was typed yet.
    if (this.#order && this.#digits === '' && key === '#') return;
    this.#digits += key;
    if (key === '#' || this.#digits.length === this.#order?.length) this.#done();
    else this.#wait(this.#order ? NEXT_DIGIT_MS : NEXT_KEY_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #wait(limit_ms: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#done();
    }, limit_ms);
  }

  #done(): void {
    clearTimeout(this.#timer);
    const [digits, order] = [this.#digits, this.#order];
    this.#digits = '';
    this.#order = null;
    if (digits === '') return;
    if (!order) this.#listener.typed(digits);
    else this.#listener.collected(order.into, digits.replace(/#$/, ''));
  }
}
