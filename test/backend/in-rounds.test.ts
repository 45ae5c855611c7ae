import { expect, it } from 'vitest';
import { inRounds } from '../../backend/in-rounds.ts';

/** A round under way, as whoever answers it sees it. */
interface Round {
  readonly asked: readonly string[];
  readonly answer: (answers?: readonly string[]) => void;
  readonly fail: (fault: Error) => void;
}

function stand(settings?: { most?: number; patience_ms?: number }) {
  const rounds: Round[] = [];
  const ask = inRounds(
    (asked: readonly string[]) =>
      new Promise<readonly string[]>((resolve, reject) => {
        const answer = (answers: readonly string[] = asked.map((one) => one.toUpperCase())) => {
          resolve(answers);
        };
        rounds.push({ asked, answer, fail: reject });
      }),
    settings,
  );
  const round = async (n: number): Promise<Round> => {
    await expect.poll(() => rounds.length).toBeGreaterThan(n);
    return rounds[n]!;
  };
  return { ask, round, rounds };
}

it('who asks in one moment is answered in one round, each with their own answer', async () => {
  const { ask, round, rounds } = stand();
  const answers = Promise.all(['a', 'b', 'a'].map(ask));
  const first = await round(0);
  expect(first.asked).toEqual(['a', 'b', 'a']);
  first.answer();
  expect(await answers).toEqual(['A', 'B', 'A']);
  expect(rounds).toHaveLength(1);
});

it('who asks while a round is under way has an answer that was looked for afterwards', async () => {
  const { ask, round } = stand({ patience_ms: 600_000 });
  const early = ask('a');
  const first = await round(0);
  const late = Promise.all([ask('a'), ask('b')]);
  first.answer(['before']);
  expect(await early).toBe('before');
  const second = await round(1);
  expect(second.asked).toEqual(['a', 'b']);
  second.answer(['after', 'B']);
  expect(await late).toEqual(['after', 'B']);
});

it('a round that is stuck keeps nobody else waiting, and ends as it ends', async () => {
  const { ask, round } = stand({ patience_ms: 5 });
  const slow = ask('slow');
  const first = await round(0);
  const other = ask('other');
  (await round(1)).answer();
  expect(await other).toBe('OTHER');
  first.answer();
  expect(await slow).toBe('SLOW');
  const next = ask('next');
  (await round(2)).answer();
  expect(await next).toBe('NEXT');
});

it('a round has so many and no more, and the others are the next one', async () => {
  const { ask, round } = stand({ most: 2 });
  const answers = Promise.all(['a', 'b', 'c'].map(ask));
  for (const n of [0, 1]) (await round(n)).answer();
  expect(await answers).toEqual(['A', 'B', 'C']);
  expect((await round(1)).asked).toEqual(['c']);
});

it('where a round fails each is asked for alone, and only whose own fails hears of it', async () => {
  const { ask, round, rounds } = stand();
  const [well, ill] = [ask('well'), ask('ill')];
  (await round(0)).fail(new Error('One of them is ill.'));
  await round(2);
  for (const { asked, answer, fail } of rounds.slice(1))
    if (asked[0] === 'ill') fail(new Error('This one is.'));
    else answer();
  expect(await well).toBe('WELL');
  await expect(ill).rejects.toThrow('This one is.');
  const alone = ask('alone');
  (await round(3)).fail(new Error('Not twice.'));
  await expect(alone).rejects.toThrow('Not twice.');
  expect(rounds).toHaveLength(4);
});
