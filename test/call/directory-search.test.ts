import { describe, expect, it } from 'vitest';
import {
  decideDirectory,
  type DirectoryIndex,
  indexDirectory,
  type Searchable,
} from '../../call/directory-search.ts';
import { HOUSE, MISHEARD } from './directory-search-names.ts';

const directory = (...names: readonly string[]) =>
  indexDirectory(names.map((display_name) => ({ display_name })));
const house = directory(...HOUSE);
const decide = (heard: string, index: DirectoryIndex<Searchable> = house) => {
  const { outcome, matches } = decideDirectory(index.search(heard));
  return { outcome, names: matches.map(({ entry }) => entry.display_name) };
};

describe('the directory, asked for a name', () => {
  it.each(MISHEARD)('that was heard as "%s" has %s first', (heard, meant) => {
    const { outcome, names } = decide(heard);
    expect([outcome === 'none', names[0]]).toEqual([false, meant]);
  });

  it('seldom has to ask about a misheard one', () => {
    const asked = MISHEARD.filter(([heard]) => decide(heard).outcome === 'several');
    expect(asked.length).toBeLessThan(MISHEARD.length / 10);
  });

  it('asks which of two that bear it', () => {
    expect(decide('Jamie')).toEqual({
      outcome: 'several',
      names: ['Jamie Fox (sales)', 'Jamie Lee (accounts)'],
    });
    expect(decide('Lee').outcome).toBe('several');
  });

  it('asks before it takes somebody whose name was heard only roughly', () => {
    for (const heard of ['Jamie Cox', 'Miller', 'Anna'])
      expect(decide(heard)).toMatchObject({ outcome: 'several', names: [expect.any(String)] });
  });

  it.each(['Jamie Brown', 'Peter Smith', 'Sean Connery', 'Tom Wright', 'Sam Lee', 'pizza', ''])(
    'knows nobody called "%s"',
    (heard) => {
      expect(decide(heard)).toEqual({ outcome: 'none', names: [] });
    },
  );

  it('takes the one whose whole name was said, whoever else sounds like it', () => {
    const index = directory('Jamie Lee', 'Jaime Lee', 'Jamie Lee Smith');
    expect(decide('jamie lee', index)).toEqual({ outcome: 'found', names: ['Jamie Lee'] });
    expect(decide('J A I M E Lee', index)).toEqual({ outcome: 'found', names: ['Jaime Lee'] });
  });

  it('asks where only the place of work tells two apart that sound alike', () => {
    const index = directory('Jamie Lee (accounts)', 'Jaime Lee (sales)');
    expect(decide('Jamie Lee', index).outcome).toBe('several');
    expect(decide('Jamie Lee in sales', index).names).toEqual(['Jaime Lee (sales)']);
  });

  it('hears a place of work that fell apart into two words', () => {
    const index = directory('Jamie Lee (accounts)', 'Jamie Fox (workshop)');
    expect(decide('Jamie in the work shop', index)).toEqual({
      outcome: 'found',
      names: ['Jamie Fox (workshop)'],
    });
  });

  it('does not hold a place of work against somebody that no entry names', () => {
    expect(decide('Sean in logistics')).toEqual({ outcome: 'found', names: ['Sean Murphy'] });
    expect(decide('Sean in sales').names).not.toContain('Jamie Fox (sales)');
  });

  it('finds people by what else they are called', () => {
    const index = indexDirectory([
      { display_name: 'William Carter', aliases: ['Bill', 'the boss'] },
      { display_name: 'Margaret Hill', aliases: ['Peggy Hill'] },
    ]);
    expect(decide('Bill', index).names).toEqual(['William Carter']);
    expect(decide('Peggy', index).names).toEqual(['Margaret Hill']);
  });

  it('asks about four at most of whom many bear a name', () => {
    const index = directory(
      ...['Ash', 'Bell', 'Cole', 'Dunn', 'East', 'Ford'].map((n) => `Jo ${n}`),
    );
    expect(decide('Jo', index).names).toHaveLength(4);
  });
});
