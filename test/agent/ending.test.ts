import { afterEach, describe, expect, it, vi } from 'vitest';
import { Ending } from '../../agent/ending.ts';

afterEach(() => {
  vi.useRealTimers();
});

describe('the ending of a call', () => {
  it('goes on past a step that never ends, and says which', async () => {
    vi.useFakeTimers();
    const reports: string[] = [];
    const ending = new Ending((what) => void reports.push(what));
    let reached = false;
    ending.then('the session', () => new Promise(() => undefined));
    ending.then('the room', () => {
      reached = true;
    });
    const ended = ending.end('transfer');
    await vi.advanceTimersByTimeAsync(60_000);
    await ended;
    expect(reached).toBe(true);
    expect(reports).toEqual(['A step of the ending failed: the session.']);
  });

  it('happens once, in the order of its steps, whoever asks and however often', async () => {
    const done: string[] = [];
    const ending = new Ending(() => undefined);
    ending.then('first', (by) => void done.push(`first ${by}`));
    ending.then('second', (by) => void done.push(`second ${by}`));
    await Promise.all([ending.end('caller'), ending.end('error'), ending.end('agent')]);
    expect(done).toEqual(['first caller', 'second caller']);
  });

  it('goes on past a step that fails, and says which', async () => {
    const reports: string[] = [];
    const ending = new Ending((what) => void reports.push(what));
    let reached = false;
    ending.then('the door', () => Promise.reject(new Error('stuck')));
    ending.then('the room', () => {
      reached = true;
    });
    await ending.end('caller');
    expect(reached).toBe(true);
    expect(reports).toEqual(['A step of the ending failed: the door.']);
  });
});
