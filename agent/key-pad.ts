/** Milliseconds after a key in which the next one belongs to the same number. */
const NEXT_KEY_MS = 2500;

/** Gathers the keys a caller presses into numbers: until `#`, or until no more come. */
export class KeyPad {
  readonly #typed: (digits: string) => void;
  #digits = '';
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(typed: (digits: string) => void) {
    this.#typed = typed;
  }

  press(digit: string): void {
    if (this.#closed || !/^[0-9*#A-D]$/.test(digit)) return;
    this.#digits += digit;
    clearTimeout(this.#timer);
    if (digit === '#') this.#done();
    else
      this.#timer = setTimeout(() => {
        this.#done();
      }, NEXT_KEY_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  #done(): void {
    const digits = this.#digits;
    this.#digits = '';
    if (digits) this.#typed(digits);
  }
}
