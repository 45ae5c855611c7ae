import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeskWait } from '../../agent/desk-wait.ts';
import type { StagePort } from '../../call/ports.ts';
import { FakeDesk } from '../fakes/fake-desk.ts';

const ID = '00000000-0000-4000-8000-000000000001';
const said: string[] = [];
const stage = {
  say: (text: string) => {
    said.push(text);
    return Promise.resolve();
  },
  hush: () => undefined,
} as unknown as StagePort;

let desk: FakeDesk;
let wait: DeskWait;
beforeEach(async () => {
  vi.useFakeTimers();
  said.length = 0;
  desk = new FakeDesk(() => undefined);
  await desk.enqueue({ id: ID, queue: 'support', caller: null, reason: '' });
  const report = (what: string) => {
    throw new Error(what);
  };
  const order = { id: ID, agent: 'Riley', language: 'en', may_call_back: false };
  wait = new DeskWait({ stage, desk, report }, order);
});
afterEach(() => {
  wait.close();
  expect(vi.getTimerCount()).toBe(0);
  vi.useRealTimers();
});

const NEVER = new AbortController().signal;
const later = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** Nobody is taken for lost, and nobody is handed back. */
async function expectTheyTalkOn(): Promise<void> {
  let over = false;
  void wait.untilHandedBack().then(() => (over = true));
  await later(120_000);
  expect(over).toBe(false);
}

describe('a wait at the desk', () => {
  it('tells a new position, but not more often than each fifteen seconds, and after a minute again', async () => {
    void wait.until(NEVER);
    await later(0);
    expect(said).toEqual([expect.stringContaining('number 2 in line')]);
    desk.tell({ position: 1 });
    await later(14_000);
    expect(said).toHaveLength(1);
    await later(2000);
    expect(said.slice(1)).toEqual([expect.stringContaining('next in line')]);
    await later(57_000);
    expect(said).toHaveLength(2);
    await later(4000);
    expect(said).toHaveLength(3);
    expect(desk.holds.at(-1)).toBe('music');
  });

  it('ends when nobody has been on duty for a while, also where that was told before it began', async () => {
    desk.tell({ on_duty: 0 });
    const ended = wait.until(NEVER);
    await later(89_000);
    expect(desk.holds.at(-1)).toBe('music');
    await later(2000);
    expect(await ended).toMatchObject({ outcome: 'nobody_there' });
  });

  it('goes on where somebody is on duty again in time', async () => {
    void wait.until(NEVER);
    desk.tell({ on_duty: 0 });
    await later(60_000);
    desk.tell({ on_duty: 1 });
    await later(60_000);
    expect(desk.holds.at(-1)).toBe('music');
  });

  it('ends when the call is at the desk no more', async () => {
    const ended = wait.until(NEVER);
    await later(0);
    desk.tell({ state: 'abandoned', position: null });
    expect(await ended).toMatchObject({ outcome: 'nobody_there' });
  });

  it('loses nobody who had not come yet, however long it was', async () => {
    await later(5000);
    const ended = wait.until(NEVER);
    await later(60_000);
    desk.personIs(true);
    expect(await ended).toEqual({ outcome: 'person', both_talk: true });
    await expectTheyTalkOn();
  });

  it('does not take the next person for lost because one before had gone again', async () => {
    const ended = wait.until(NEVER);
    await later(0);
    desk.bothTalk = () => {
      desk.personIs(false);
      return Promise.resolve(false);
    };
    desk.personIs(true);
    await later(60_000);
    desk.bothTalk = () => Promise.resolve(true);
    desk.personIs(true);
    expect(await ended).toEqual({ outcome: 'person', both_talk: true });
    await expectTheyTalkOn();
  });

  it('has lost a person who is away for twenty seconds, and not one who comes back', async () => {
    const ended = wait.until(NEVER);
    desk.personIs(true);
    await ended;
    const handedBack = wait.untilHandedBack();
    desk.personIs(false);
    await later(19_000);
    desk.personIs(true);
    await later(60_000);
    desk.personIs(false);
    await later(21_000);
    expect(await handedBack).toBe('lost');
  });
});
