import { describe, expect, it } from 'vitest';
import { deferred } from '../../agent/deferred.ts';
import { PickUp } from '../../agent/pick-up.ts';
import type { StagePort } from '../../call/ports.ts';

function stand() {
  const [active, hello] = [deferred(), deferred<boolean>()];
  const stage = { callerHello: () => hello.promise } as unknown as StagePort;
  const pickUp = new PickUp(stage);
  let ours = false;
  const greeted = pickUp
    .greeted(active.promise, new AbortController().signal)
    .then(() => (ours = true));
  return { pickUp, active, hello, greeted, isOurTurn: () => ours };
}

describe('whoever picks up a telephone', () => {
  it('is spoken to when nothing is said', async () => {
    const { pickUp, active, hello, greeted } = stand();
    expect(pickUp.holding).toBe(true);
    active.resolve();
    hello.resolve(false);
    await greeted;
    expect(pickUp.holding).toBe(false);
  });

  it('is heard to the end of a "Hello?" first, which nobody answers by itself', async () => {
    const { pickUp, active, hello, greeted, isOurTurn } = stand();
    active.resolve();
    hello.resolve(true);
    await hello.promise;
    await Promise.resolve();
    expect([pickUp.holding, isOurTurn()]).toEqual([true, false]);
    pickUp.heard();
    await greeted;
    expect(pickUp.holding).toBe(false);
  });
});

describe('a call that came in', () => {
  it('holds nobody back', () => {
    expect(new PickUp({} as StagePort).holding).toBe(false);
  });
});
