import { expect, it } from 'vitest';
import { oneAtATime } from '../../backend/jobs/one-at-a-time.ts';

it('work that is asked for while it is under way is done once more, never beside itself', async () => {
  const ends: (() => void)[] = [];
  const job = oneAtATime(() => new Promise<void>((end) => void ends.push(end)));
  const first = job.again();
  await Promise.resolve();
  expect(ends).toHaveLength(1);
  const asked = [job.again(), job.again(), job.again()];
  await Promise.resolve();
  expect(ends).toHaveLength(1);
  ends[0]!();
  await first;
  expect(ends).toHaveLength(2);
  let idle = false;
  const over = job.idle().then(() => (idle = true));
  await Promise.resolve();
  expect(idle).toBe(false);
  ends[1]!();
  await Promise.all([...asked, over]);
  expect(ends).toHaveLength(2);
});
