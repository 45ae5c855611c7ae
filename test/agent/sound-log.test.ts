import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EventDraft } from '../../agent/event-spool.ts';
import { SoundLog } from '../../agent/sound-log.ts';
import { CallEvent } from '../../protocol/call-event.ts';
import type { Sound } from '../../protocol/sound.ts';

const BEGUN = Date.UTC(2026, 2, 3, 10);
const loud = (ms: number) => ({
  data: new Int16Array((ms * 8000) / 1000).fill(16_384),
  sampleRate: 8000,
  channels: 1,
});

let told: (EventDraft & Sound)[];
let log: SoundLog;
beforeEach(() => {
  vi.useFakeTimers({ now: BEGUN });
  told = [];
  const record = (event: EventDraft) => {
    told.push(event as EventDraft & Sound);
  };
  log = new SoundLog({ record, clock: () => Date.now() - BEGUN });
});
afterEach(() => {
  log.end();
  vi.useRealTimers();
});

describe('the sound of a call', () => {
  it('is told every ten seconds without a gap, and to the end', () => {
    vi.advanceTimersByTime(25_000);
    log.end();
    log.end();
    expect(told.map(({ from, caller }) => [from, caller.length])).toEqual([
      ['2026-03-03T10:00:00.000Z', 97],
      ['2026-03-03T10:00:09.700Z', 100],
      ['2026-03-03T10:00:19.700Z', 53],
    ]);
    for (const [seq, event] of told.entries()) {
      const id = '00000000-0000-4000-8000-000000000001';
      CallEvent.parse({ ...event, id, epoch: 1, seq, at: new Date().toISOString() });
    }
  });

  it('is told of both sides, each at its moment', () => {
    vi.advanceTimersByTime(1000);
    log.caller.add(loud(200), log.now_ms);
    vi.advanceTimersByTime(1000);
    // A voice is there before it is played.
    log.agent.add(loud(500), log.now_ms);
    vi.advanceTimersByTime(2000);
    log.end();
    const heard = (side: readonly number[]) =>
      side.flatMap((level, step) => (level > -90 ? [[step, level]] : []));
    expect(heard(told[0]!.caller)).toEqual([
      [10, -6],
      [11, -6],
    ]);
    expect(heard(told[0]!.agent).map(([step]) => step)).toEqual([20, 21, 22, 23, 24]);
  });
});
