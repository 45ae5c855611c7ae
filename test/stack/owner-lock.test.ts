import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { takeLock, type ForeignLock, type HeldLock } from '../../stack/owner-lock.ts';
import { PATIENCE_MS } from '../patience.ts';

const nowhere = (): string => `/tmp/${randomUUID()}`;

test('the second to ask is told who holds the lock', async () => {
  const place = nowhere();
  const first = (await takeLock(place, 'process 7, http://127.0.0.1:8080')) as HeldLock;
  const second = (await takeLock(place, 'process 8')) as ForeignLock;
  expect(second).toMatchObject({ held: false, owner: 'process 7, http://127.0.0.1:8080' });
  await first.release();
});

test('who waits goes on when the owner lets go, and then gets the lock', async () => {
  const place = nowhere();
  const first = (await takeLock(place, 'process 7')) as HeldLock;
  const second = (await takeLock(place, 'process 8')) as ForeignLock;
  const gone = second.gone(AbortSignal.timeout(PATIENCE_MS));
  await first.release();
  await gone;
  const third = await takeLock(place, 'process 8');
  expect(third.held).toBe(true);
  await (third as HeldLock).release();
});

test('two places do not stand in each other’s way', async () => {
  const locks = [await takeLock(nowhere(), 'a'), await takeLock(nowhere(), 'b')];
  expect(locks.map(({ held }) => held)).toEqual([true, true]);
  await Promise.all(locks.map((lock) => (lock as HeldLock).release()));
});
