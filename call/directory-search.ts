import type { DirectoryEntry, DirectoryOutcome } from '../protocol/directory.ts';
import { bestFit, type Pair, worth } from './name-fit.ts';
import { ALIKE, likeness, type Term, termOf } from './name-likeness.ts';
import { letterSaid } from './name-sound.ts';
import { heardParts, type NameParts, partsOf } from './name-words.ts';

/** What of an entry is searched. */
export type Searchable = Pick<DirectoryEntry, 'display_name' | 'aliases'>;

/** An entry that what was heard may mean. Both figures go from 0 to 1. */
export interface Match<T extends Searchable = DirectoryEntry> {
  readonly entry: T;
  /** Orders the matches; 1: this very name was said. */
  readonly score: number;
  /** How much of what was said the entry accounts for. */
  readonly heard: number;
}

export interface DirectoryResult<T extends Searchable = DirectoryEntry> {
  readonly outcome: DirectoryOutcome;
  /** One where it is `found`; those to be asked about where it is `several`. */
  readonly matches: readonly Match<T>[];
}

/** From here on nobody has to be asked: of what was said, and of what was said and the name. */
const CLEAR = { heard: 0.92, score: 0.86 };
/** Below it the entry is not what was said. */
const LIKELY = 0.66;
/** So much better than the next is a winner. */
const LEAD = 0.055;
/** What lies so far behind the best is not asked about. */
const ASKED_WITHIN = 0.12;
/** One more than can be read out: then the caller is asked for more of the name. */
const MOST_ASKED = 4;

/** What a word counts that says where somebody works, beside one of the name itself. */
const MORE_WEIGHT = 0.35;
/** Words run together ("MacDonald", "new yen") count only where they fit well. */
const JOINED = 0.9;
/** More words of one name than anybody says. */
const MOST_WORDS = 6;
/** Only the place of work fits, which is no name. */
const NAMELESS = 0.8;

interface Word {
  readonly term: Term;
  readonly weight: number;
}

/** A word, or neighbours that may have been heard as one. */
interface Span {
  readonly term: Term;
  /** Bit n: the nth word is in it. */
  readonly covers: number;
}

interface Written<T> {
  readonly entry: T;
  readonly words: readonly Word[];
  readonly spans: readonly Span[];
  readonly key: string;
}

/** A directory made ready; it keeps nothing of what is asked. */
export interface DirectoryIndex<T extends Searchable = DirectoryEntry> {
  search(heard: string): Match<T>[];
}

/** Words of every name and alias, each kept once, with the names that it is in. */
export function indexDirectory<T extends Searchable>(entries: readonly T[]): DirectoryIndex<T> {
  const terms = new Map<string, { term: Term; joined: boolean; in: Written<T>[] }>();
  const termFor = (word: string) => terms.get(word)?.term ?? termOf(word);
  for (const entry of entries) {
    for (const name of [entry.display_name, ...(entry.aliases ?? [])]) {
      const written = writtenName(entry, partsOf(name), termFor);
      for (const { term, covers } of written.spans) {
        const joined = !isSingle(covers);
        const known = terms.get(term.word) ?? { term, joined, in: [] };
        known.joined &&= joined;
        known.in.push(written);
        terms.set(term.word, known);
      }
    }
  }
  const words = [...terms.values()];
  return {
    search(heard) {
      const said = saidWords(heardParts(heard), (word) => terms.has(word));
      const candidates = new Set<Written<T>>();
      const likes = new Map<string, ReadonlyMap<string, number>>();
      for (const span of said.spans) {
        const row = new Map<string, number>();
        for (const { term, joined, in: names } of words) {
          if (joined && !isSingle(span.covers)) continue;
          const alike = likeness(span.term, term);
          if (alike < (joined || !isSingle(span.covers) ? JOINED : ALIKE)) continue;
          row.set(term.word, alike);
          for (const name of names) candidates.add(name);
        }
        likes.set(span.term.word, row);
      }
      return best([...candidates].map((name) => judge(said, name, likes)));
    },
  };
}

/** The same for a directory that is asked once. */
export function searchDirectory<T extends Searchable>(
  entries: readonly T[],
  heard: string,
): Match<T>[] {
  return indexDirectory(entries).search(heard);
}

/** Who is meant, whom to ask about, or nobody. */
export function decideDirectory<T extends Searchable>(
  matches: readonly Match<T>[],
): DirectoryResult<T> {
  const [first, second] = matches;
  if (!first || first.heard < LIKELY) return { outcome: 'none', matches: [] };
  const exact = first.score === 1 && second?.score !== 1;
  const leads = !second || first.score - second.score >= LEAD;
  const clear = first.heard >= CLEAR.heard && first.score >= CLEAR.score;
  if (exact || (leads && clear)) return { outcome: 'found', matches: [first] };
  const near = matches.filter(
    ({ score, heard }) => heard >= LIKELY && first.score - score <= ASKED_WITHIN,
  );
  return { outcome: 'several', matches: near.slice(0, MOST_ASKED) };
}

/** Each entry once, by the name of it that fits best. */
function best<T extends Searchable>(matches: readonly Match<T>[]): Match<T>[] {
  const found = new Map<T, Match<T>>();
  for (const match of matches) {
    const other = found.get(match.entry);
    if (!other || other.score < match.score) found.set(match.entry, match);
  }
  return [...found.values()].sort(
    (a, b) =>
      b.score - a.score || b.heard - a.heard || compare(a.entry.display_name, b.entry.display_name),
  );
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

type Likes = ReadonlyMap<string, ReadonlyMap<string, number>>;
type Said = Pick<Written<unknown>, 'words' | 'spans' | 'key'>;

function writtenName<T>(entry: T, parts: NameParts, termFor: (word: string) => Term): Written<T> {
  const words = wordsOf(parts, termFor);
  return { entry, words, spans: spansOf(words, false, termFor), key: keyOf(words) };
}

/** What no name of the directory says of where people work, also in two words, tells nobody apart. */
function saidWords(parts: NameParts, isKnown: (word: string) => boolean): Said {
  const more = parts.more.filter((word, n, { [n - 1]: before = '', [n + 1]: after = '' }) =>
    [word, before + word, word + after].some(isKnown),
  );
  const words = wordsOf({ name: parts.name, more }, termOf);
  return { words, spans: spansOf(words, true, termOf), key: keyOf(words) };
}

function wordsOf({ name, more }: NameParts, termFor: (word: string) => Term): Word[] {
  const weighed = (weight: number) => (word: string) => ({ term: termFor(word), weight });
  return [...name.map(weighed(1)), ...more.map(weighed(MORE_WEIGHT))].slice(0, MOST_WORDS);
}

/**
 * Of a name up to three neighbours ("van der Berg") may be heard as one word. In what was said any
 * two words may be one, in either order: their order never matters.
 */
function spansOf(
  words: readonly Word[],
  heard: boolean,
  termFor: (word: string) => Term,
): readonly Span[] {
  const joined = (...at: number[]): Span => ({
    term: termFor(oneWord(at.map((n) => words[n]?.term.word ?? ''))),
    covers: at.reduce((covers, n) => covers | (1 << n), 0),
  });
  return words.flatMap((_, n) => {
    if (heard) return [joined(n), ...words.flatMap((__, m) => (m === n ? [] : [joined(n, m)]))];
    const run = words.filter(({ weight }, m) => m >= n && weight === words[n]?.weight).length;
    return [[n], [n, n + 1], [n, n + 1, n + 2]].slice(0, run).map((at) => joined(...at));
  });
}

/** A letter before a word is how a syllable was written down: "J. Mee" was "Jamie". */
function oneWord(words: readonly string[]): string {
  return words.map((word) => (words.length > 1 ? letterSaid(word) : word)).join('');
}

function keyOf(words: readonly Word[]): string {
  return words
    .map(({ term }) => term.word)
    .sort()
    .join(' ');
}

const isSingle = (covers: number) => (covers & (covers - 1)) === 0;

function judge<T extends Searchable>(said: Said, name: Written<T>, likes: Likes): Match<T> {
  const { entry } = name;
  if (said.key === name.key) return { entry, score: 1, heard: 1 };
  const all = weightIn(said.words);
  // What was not said of where somebody works is not held against them.
  const own = weightIn(name.words.filter(({ weight }) => weight === 1));
  const pairs = said.spans.flatMap((span): Pair[] =>
    name.spans.flatMap((of) => {
      const alike = likes.get(span.term.word)?.get(of.term.word);
      if (alike === undefined) return [];
      const heard = (alike * weightIn(said.words, span.covers)) / all;
      const named = alike * weightIn(name.words, of.covers, 1);
      return [{ said: span.covers, name: of.covers, heard, named: named / own }];
    }),
  );
  const fit = bestFit(pairs);
  const heard = fit.named > 0 ? fit.heard : fit.heard * NAMELESS;
  return { entry, score: Math.min(ALMOST, worth(fit)), heard: Math.round(heard * 1e6) / 1e6 };
}

/** The name itself was not said. */
const ALMOST = 0.999;

/** What the words of `covers` weigh, or those of one weight among them. */
function weightIn(words: readonly Word[], covers = ~0, only?: number): number {
  return words.reduce((sum, { weight }, n) => {
    const counts = (covers & (1 << n)) !== 0 && (only === undefined || weight === only);
    return counts ? sum + weight : sum;
  }, 0);
}
