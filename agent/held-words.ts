/** The caller's words from a time when nobody could answer them. None is lost, none comes twice. */
export class HeldWords {
  #words: string[] = [];

  keep(text: string): void {
    const words = text.trim();
    if (words) this.#words.push(words);
  }

  /** All held words; null when there are none. They are no longer held. */
  takeAll(): string | null {
    const words = this.#words.join(' ');
    this.#words = [];
    return words || null;
  }

  /**
   * What must stand before a turn so that nothing is lost. The recogniser outlives a swap, so a
   * turn that began before it may already contain what was held.
   */
  takeBefore(turn: string): string | null {
    const held = this.takeAll();
    return held && !plain(turn).includes(plain(held)) ? held : null;
  }
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
