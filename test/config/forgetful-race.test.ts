import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgetRaces } from '../../config/forgetful-race.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const own = Promise.race.bind(Promise);
beforeAll(forgetRaces);
afterAll(() => {
  Promise.race = own;
});

const never = new Promise<never>(() => undefined);
const soon = (value: string) => new Promise<string>((done) => setImmediate(done, value));

describe('a race', () => {
  it('is won by who settles first, with its value or its reason', async () => {
    expect(await Promise.race([soon('late'), Promise.resolve('first'), never])).toBe('first');
    const mixed: unknown[] = [never, 'no promise'];
    expect(await Promise.race(mixed)).toBe('no promise');
    await expect(Promise.race([never, Promise.reject(new Error('503'))])).rejects.toThrow('503');
    const settled = Promise.resolve('settled');
    expect(await Promise.race([settled, soon('late')])).toBe('settled');
    expect(await Promise.race([settled, soon('late')])).toBe('settled');
    const thenable = {
      then: (done: (value: string) => void) => {
        done('thenable');
      },
    };
    expect(await Promise.race([never, thenable])).toBe('thenable');
  });

  it('is a promise of the class that was asked for it', async () => {
    class Own<T> extends Promise<T> {}
    const raced = Own.race([soon('first'), never]);
    expect(raced).toBeInstanceOf(Own);
    expect(await raced).toBe('first');
  });

  it('may be lost by somebody who is rejected later, and nobody need hear of that', async () => {
    const rejected = new Promise<never>((_, reject) => setImmediate(reject, new Error('late')));
    expect(await Promise.race([rejected, Promise.resolve('first')])).toBe('first');
    await new Promise(setImmediate);
  });

  it('that is decided is forgotten, though one of its contenders lives on', async () => {
    const run = async () => new WeakRef(await Promise.race([Promise.resolve({ frame: 1 }), never]));
    const frames = await Promise.all(Array.from({ length: 100 }, run));
    await new Promise(setImmediate);
    collectGarbage();
    expect(frames.filter((frame) => frame.deref() !== undefined)).toEqual([]);
  });
});
