import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { setTimeout as pause } from 'node:timers/promises';
import { timeLimit } from '../../config/time-limit.ts';
import { describe, expect, it } from 'vitest';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

describe('a limit of time', () => {
  it('comes although the garbage was collected meanwhile', async () => {
    const over = new AbortController();
    let ended = 0;
    for (let n = 0; n < 100; n += 1)
      timeLimit(100, over.signal).addEventListener('abort', () => (ended += 1), { once: true });
    for (let n = 0; n < 3; n += 1) {
      collectGarbage();
      await pause(10);
    }
    await expect.poll(() => ended).toBe(100);
  });

  it('says that it was one', async () => {
    const limit = timeLimit(1);
    await expect.poll(() => limit.aborted).toBe(true);
    expect(limit.reason).toMatchObject({ name: 'TimeoutError' });
  });

  it('ends with whichever signal ends first, and for its reason', () => {
    const [one, other] = [new AbortController(), new AbortController()];
    const limit = timeLimit(60_000, one.signal, other.signal);
    other.abort(new Error('hung up'));
    one.abort(new Error('too late'));
    expect(limit.reason).toMatchObject({ message: 'hung up' });
    expect(timeLimit(60_000, one.signal).reason).toMatchObject({ message: 'too late' });
  });
});
