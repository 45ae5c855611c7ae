/** The caller's words from a time when nobody could answer them. None is lost, none comes twice. */
export class HeldWords {
  #words: string[] = [];

  keep(text: string): void {
    const words = text.trim();
    if (words) this.#words.push(words);
  }

  /** A turn that has ended while nobody could answer; of what was kept as it came nothing is kept twice. */
  keepTurn(turn: string): void {
    if (holds(this.#words.join(' '), turn)) return;
    const before = this.takeBefore(turn);
    if (before) this.keep(before);
    this.keep(turn);
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
    return held && !holds(turn, held) ? held : null;
  }
}

/** Whether the words of one are among those of the other, whole and in their order; no words always are. */
function holds(all: string, part: string): boolean {
  return !/[\p{L}\p{N}]/u.test(part) || plain(all).includes(plain(part));
}

function plain(text: string): string {
  return ` ${text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()} `;
}
