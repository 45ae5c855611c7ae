import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decideDirectory, indexDirectory } from '../../call/directory-search.ts';
import { wordsIn } from '../../call/name-words.ts';
import { WrittenEntry } from '../../protocol/directory.ts';
import { HOUSE } from './directory-search-names.ts';

const FIRST =
  'jamie jaime sean shawn ann anna anne maria mary li lee john joan dan don ng an my'.split(' ');
const LAST = 'lee leigh smith schmidt nguyen win brown braun mcdonald fox cox reid read wong'.split(
  ' ',
);

const given = fc.constantFrom(...FIRST);
const family = fc.constantFrom(...LAST);
const plainName = fc.tuple(given, family).map((words) => words.join(' '));
const anyName = fc
  .oneof(plainName, fc.string({ unit: 'grapheme', maxLength: 30 }))
  .filter((text) => WrittenEntry.safeParse({ display_name: text, username: '100' }).success);
const keyOf = (name: string) => [...wordsIn(name)].sort().join(' ');
const directory = fc.uniqueArray(anyName, { minLength: 1, maxLength: 12, selector: keyOf });

describe('whatever the directory', () => {
  it('an exact name finds its entry', () => {
    fc.assert(
      fc.property(directory, fc.nat(), (names, n) => {
        const meant = names[n % names.length]!;
        const found = decideDirectory(
          indexDirectory(names.map((display_name) => ({ display_name }))).search(meant),
        );
        expect(found.outcome).not.toBe('none');
        expect(found.matches.map(({ entry }) => entry.display_name)).toContain(meant);
      }),
      { numRuns: 300 },
    );
  });

  it('the exact name of a person finds that one alone', () => {
    const people = fc.uniqueArray(plainName, { minLength: 1, maxLength: 12, selector: keyOf });
    fc.assert(
      fc.property(people, fc.nat(), (names, n) => {
        const meant = names[n % names.length]!;
        const index = indexDirectory(names.map((display_name) => ({ display_name })));
        const { outcome, matches } = decideDirectory(index.search(meant.toUpperCase()));
        expect([outcome, matches[0]?.entry.display_name]).toEqual(['found', meant]);
      }),
      { numRuns: 300 },
    );
  });

  it('the order of the words never matters', () => {
    const index = indexDirectory(HOUSE.map((display_name) => ({ display_name })));
    const word = fc.constantFrom(...HOUSE.flatMap((name) => wordsIn(name)), ...FIRST, ...LAST);
    const words = fc
      .uniqueArray(word, { minLength: 1, maxLength: 5 })
      .filter((some) => some.every((one) => one.length > 1));
    const twice = words.chain((some) =>
      fc.tuple(fc.constant(some), fc.shuffledSubarray(some, { minLength: some.length })),
    );
    fc.assert(
      fc.property(twice, ([said, shuffled]) => {
        expect(index.search(shuffled.join(' '))).toEqual(index.search(said.join(' ')));
      }),
      { numRuns: 300 },
    );
  });

  it('whatever is said, it answers within its own figures', () => {
    const index = indexDirectory(HOUSE.map((display_name) => ({ display_name })));
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (heard) => {
        for (const { score, heard: share } of index.search(heard)) {
          expect(score).toBeGreaterThanOrEqual(0);
          expect(Math.max(score, share)).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('ten thousand entries', () => {
  it('are searched; the time is told and not judged', ({ annotate }) => {
    const syllables =
      'ba ko ri shan del mar tin ov ski per ger wil ham son ley ton mac fer gus'.split(' ');
    let seed = 7;
    const pick = () => syllables[(seed = (seed * 16807) % 2147483647) % syllables.length]!;
    const name = () => `${pick()}${pick()} ${pick()}${pick()}${pick()} (${pick()}${pick()})`;
    const entries = Array.from({ length: 10_000 }, () => ({ display_name: name() }));
    const before = performance.now();
    const index = indexDirectory(entries);
    const built = performance.now() - before;
    const times = entries.slice(0, 40).map(({ display_name }) => {
      const start = performance.now();
      expect(index.search(display_name.replace(/ \(.*/, 'a'))).not.toEqual([]);
      return performance.now() - start;
    });
    const median = times.sort((a, b) => a - b)[20] ?? 0;
    void annotate(`built in ${built.toFixed(0)} ms, searched in ${median.toFixed(1)} ms (median)`);
  });
});
