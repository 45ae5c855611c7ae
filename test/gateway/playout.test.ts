import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Playout } from '../../gateway/playout.ts';

const RATE = 8000;
const FRAME = 160;
const loud = (level = 1000) => new Int16Array(FRAME).fill(level);

let played: Int16Array[];
let playout: Playout;
beforeEach(() => {
  vi.useFakeTimers();
  played = [];
  playout = new Playout(RATE, (frame) => played.push(frame));
});
afterEach(() => {
  playout.close();
  vi.useRealTimers();
});

const levels = () => played.map((frame) => frame[0] ?? 0);
const add = (n: number, level?: number, who = 'agent') => {
  for (let frame = 0; frame < n; frame += 1) playout.add(who, loud(level));
};

describe('the playout', () => {
  it('plays fifty frames a second, silence where nobody speaks', async () => {
    await vi.advanceTimersByTimeAsync(1000);
    expect(played).toHaveLength(50);
    expect(new Set(levels())).toEqual(new Set([0]));
    expect(played[0]).toHaveLength(FRAME);
  });

  it('lets a voice gather before it is played, and plays all of it', async () => {
    add(2);
    await vi.advanceTimersByTimeAsync(100);
    expect(Math.max(...levels())).toBe(0);
    add(3);
    await vi.advanceTimersByTimeAsync(200);
    expect(levels().filter((level) => level === 1000)).toHaveLength(5);
  });

  it('mixes everybody, and never beyond what a sample holds', async () => {
    add(5, 20_000, 'agent');
    add(5, 20_000, 'person');
    await vi.advanceTimersByTimeAsync(100);
    expect(Math.max(...levels())).toBe(32_767);
    add(5, 300, 'agent');
    add(5, 400, 'person');
    await vi.advanceTimersByTimeAsync(100);
    expect(levels()).toContain(700);
  });

  it('keeps no more than 300 ms of what comes faster than it is played: the newest', async () => {
    for (let level = 1; level <= 100; level += 1) add(1, level * 10);
    await vi.advanceTimersByTimeAsync(2000);
    const heard = levels().filter((level) => level > 0);
    expect(heard).toHaveLength(15);
    expect(heard.at(-1)).toBe(1000);
  });

  it('drops at a barge-in what is queued and what is still on its way, and plays what comes after', async () => {
    add(10);
    await vi.advanceTimersByTimeAsync(40);
    const before = levels().filter((level) => level > 0).length;
    playout.clear();
    add(4);
    add(1, 0);
    add(4);
    add(5, 0);
    await vi.advanceTimersByTimeAsync(200);
    expect(levels().filter((level) => level > 0)).toHaveLength(before);
    add(5, 2000);
    await vi.advanceTimersByTimeAsync(200);
    expect(levels().filter((level) => level === 2000)).toHaveLength(5);
  });

  it('is not held up for good by a voice that never pauses after a barge-in', async () => {
    playout.clear();
    add(1);
    playout.clear();
    add(40, 500);
    await vi.advanceTimersByTimeAsync(400);
    expect(levels().filter((level) => level === 500)).toHaveLength(10);
  });

  it('is quiet once what was said has been played to its end, and at the limit', async () => {
    const events: string[] = [];
    add(10);
    await vi.advanceTimersByTimeAsync(20);
    void playout.quiet(5000).then(() => events.push('quiet'));
    await vi.advanceTimersByTimeAsync(180);
    expect(events).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(events).toEqual(['quiet']);
    const noise = setInterval(() => add(1), 20);
    await vi.advanceTimersByTimeAsync(200);
    void playout.quiet(500).then(() => events.push('limit'));
    await vi.advanceTimersByTimeAsync(400);
    expect(events).toEqual(['quiet']);
    await vi.advanceTimersByTimeAsync(110);
    expect(events).toEqual(['quiet', 'limit']);
    clearInterval(noise);
  });

  it('makes up for a short hold-up of the process, and skips a long one', async () => {
    await vi.advanceTimersByTimeAsync(100);
    vi.setSystemTime(Date.now());
    const now = vi.spyOn(performance, 'now');
    const at = performance.now();
    now.mockImplementation(() => at + 100);
    await vi.advanceTimersByTimeAsync(10);
    expect(played).toHaveLength(10);
    now.mockImplementation(() => at + 10_100);
    await vi.advanceTimersByTimeAsync(10);
    expect(played).toHaveLength(20);
    now.mockRestore();
  });

  it('plays nothing once it is closed, and keeps nobody waiting', async () => {
    const quiet = playout.quiet(60_000);
    playout.close();
    await quiet;
    await vi.advanceTimersByTimeAsync(500);
    expect(played).toEqual([]);
  });
});
