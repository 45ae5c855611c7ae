/** The end of a sentence, and the space after it. */
const END = /[.!?…]["')\]”]*\s+|[。！？]/g;

/** The sentences of an answer, each given out once it is complete, and none twice. */
export class ToldSentences {
  #told = '';
  #rest = '';
  readonly #known = new Set<string>();

  /** All that was given out. */
  get text(): string {
    return this.#told.trim();
  }

  /** The sentences that are complete now; the beginning of the next one is kept. */
  add(text: string): string {
    this.#rest += text;
    const end = [...this.#rest.matchAll(END)].at(-1);
    if (!end) return '';
    const cut = end.index + end[0].length;
    const complete = this.#rest.slice(0, cut);
    this.#rest = this.#rest.slice(cut);
    return this.#tell(complete);
  }

  /** The answer is over. */
  finish(): string {
    const rest = this.#rest;
    this.#rest = '';
    return this.#tell(rest);
  }

  /** Whoever answered has broken off: what was not complete was not said. */
  breakOff(): void {
    this.#rest = '';
  }

  #tell(text: string): string {
    const news = piecesOf(text).filter((sentence) => !this.#known.has(plain(sentence)));
    // One that an answer itself repeats is its own; only what another one has said is known.
    this.#told += news.join('');
    return news.join('');
  }

  /** From now on somebody else answers. */
  remember(): void {
    for (const sentence of piecesOf(this.#told)) this.#known.add(plain(sentence));
  }
}

function piecesOf(text: string): string[] {
  const pieces: string[] = [];
  let from = 0;
  for (const { index, 0: end } of text.matchAll(END)) {
    pieces.push(text.slice(from, index + end.length));
    from = index + end.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}

function plain(sentence: string): string {
  return sentence
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
