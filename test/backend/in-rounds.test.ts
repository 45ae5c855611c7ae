import { expect, it } from 'vitest';
import { inRounds } from '../../backend/in-rounds.ts';

type Answers = readonly (string | Promise<string>)[];

/** A round under way, as whoever answers it sees it. */
interface Round {
  readonly asked: readonly string[];
  readonly answer: (answers?: Answers) => void;
  readonly fail: (fault: Error) => void;
}

function stand(settings?: {
  most?: number;
  weigh?: (asked: string) => number;
  patience_ms?: number;
}) {
  const rounds: Round[] = [];
  const ask = inRounds(
    (asked: readonly string[]) =>
      new Promise<Answers>((resolve, reject) => {
        const answer = (answers: Answers = asked.map((one) => one.toUpperCase())) => {
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

it('a round weighs so much and no more, unless one alone does, and the others are the next one', async () => {
  const { ask, round } = stand({ most: 3, weigh: (asked) => asked.length });
  const answers = Promise.all(['much too much', 'ab', 'c', 'd'].map(ask));
  for (const n of [0, 1, 2]) (await round(n)).answer();
  expect(await answers).toEqual(['MUCH TOO MUCH', 'AB', 'C', 'D']);
  expect((await round(1)).asked).toEqual(['ab', 'c']);
});

it('where a round fails all of it fails, and the next one is asked for', async () => {
  const { ask, round } = stand();
  const failing = Promise.allSettled(['a', 'b'].map(ask));
  (await round(0)).fail(new Error('Nobody is there.'));
  expect(await failing).toMatchObject([
    { reason: { message: 'Nobody is there.' } },
    { reason: { message: 'Nobody is there.' } },
  ]);
  const next = ask('next');
  (await round(1)).answer();
  expect(await next).toBe('NEXT');
});

it('an answer that is promised keeps no other one waiting, and fails alone', async () => {
  const { ask, round } = stand({ patience_ms: 600_000 });
  const [later, now] = [ask('later'), ask('now')];
  let fail = (_: Error) => {};
  const promised = new Promise<string>((_, reject) => (fail = reject));
  (await round(0)).answer([promised, 'NOW']);
  expect(await now).toBe('NOW');
  const next = ask('next');
  (await round(1)).answer();
  expect(await next).toBe('NEXT');
  fail(new Error('Not this one.'));
  await expect(later).rejects.toThrow('Not this one.');
});
