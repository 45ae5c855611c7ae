import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CallRecord, RecordedEvent } from '../../protocol/call-record.ts';
import type { Sound } from '../../protocol/sound.ts';
import { heardIn, heightOf, layOut, ticks } from '../../web/console/sound/levels.ts';
import { atMoment, marksOf, momentByKey } from '../../web/console/sound/moments.ts';

const STARTED = '2026-03-03T10:00:00.000Z';
const iso = (ms: number) => new Date(Date.parse(STARTED) + ms).toISOString();
const levels = (...parts: [count: number, level: number][]) =>
  parts.flatMap(([count, level]) => Array.from({ length: count }, () => level));
const sound = (from_ms: number, caller: number[], agent: number[]): Sound => ({
  ...{ from: iso(from_ms), step_ms: 100, caller, agent },
});
const call = (all: Sound[], ended_ms: number | null = null) => ({
  ...{ sound: all, started_at: STARTED, ended_at: ended_ms === null ? null : iso(ended_ms) },
});

describe('the sound of a call, laid over its length', () => {
  it('is none where nobody measured', () => {
    expect(layOut(call([], 60_000), 100)).toBeUndefined();
  });

  it('stands at its time, and what nobody measured is no silence', () => {
    const laid = layOut(call([sound(1000, [-20, -30], [-90, -90])], 2000), 100);
    expect(laid?.length_ms).toBe(2000);
    expect(laid?.caller.slice(9, 13)).toEqual([null, -20, -30, null]);
    expect(laid?.agent.slice(9, 13)).toEqual([null, -90, -90, null]);
  });

  it('of an hour has no more columns than are drawn, and no word of it is lost', () => {
    fc.assert(
      fc.property(fc.nat(35_999), (place) => {
        const caller = levels([36_000, -90]);
        caller[place] = -12;
        const laid = layOut(call([sound(0, caller, [])], 3_600_000), 900)!;
        expect(laid.caller).toHaveLength(900);
        expect(laid.caller.indexOf(-12)).toBe(Math.floor(place / 40));
      }),
      { numRuns: 30 },
    );
  });

  it('of a call that goes on is as long as what was measured of it', () => {
    expect(layOut(call([sound(0, levels([50, -20]), [])]), 900)?.length_ms).toBe(5000);
  });

  it('stands the higher the louder it is, and never higher than there is room', () => {
    const level = fc.integer({ min: -90, max: 0 });
    fc.assert(
      fc.property(level, level, (a, b) => {
        expect(heightOf(Math.max(a, b))).toBeGreaterThanOrEqual(heightOf(Math.min(a, b)));
        expect(heightOf(a)).toBeGreaterThanOrEqual(0);
        expect(heightOf(a)).toBeLessThanOrEqual(1);
      }),
    );
    expect([heightOf(null), heightOf(-90), heightOf(0)]).toEqual([0, 0, 1]);
  });

  it('is added up for whoever does not see it', () => {
    const agent = levels([10, -90], [20, -30], [10, -90]);
    expect(heardIn([sound(0, levels([15, -20], [25, -90]), agent)])).toEqual({
      ...{ caller: 1500, agent: 2000, both: 500, nobody: 1000 },
    });
  });

  it('has a few round times under it, whatever its length', () => {
    expect(ticks(5000, 6)).toEqual([0, 1000, 2000, 3000, 4000, 5000]);
    expect(ticks(3_600_000, 6).map((ms) => ms / 60_000)).toEqual([0, 10, 20, 30, 40, 50, 60]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 * 3_600_000 }), (ms) => {
        expect(ticks(ms, 6).length).toBeLessThanOrEqual(7);
      }),
    );
  });
});

describe('a moment of a call', () => {
  let count = 0;
  const happens = (ms: number, fields: Record<string, unknown>) => {
    count += 1;
    const id = `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
    return { id, epoch: 1, seq: count, at: iso(ms), late: false, ...fields } as RecordedEvent;
  };
  const turn = (ms: number, role: string, text: string) =>
    happens(ms, { type: 'turn', role, text, character: 'riley' });
  const events = [
    happens(0, { type: 'call_started', character: 'riley', channel: 'web' }),
    turn(2000, 'agent', 'Hello, how can I help?'),
    turn(5000, 'caller', 'An invoice, please.'),
    happens(6000, {
      ...{ type: 'handoff_committed', attempt_id: 'x', from: 'riley', to: 'billing' },
      waterfall: { decision: 0 },
    }),
    turn(9000, 'agent', 'Billing here.'),
  ];
  const caller = levels([30, -90], [8, -20], [4, -90], [8, -20], [50, -90]);
  const agent = levels([20, -25], [50, -90], [20, -25], [10, -90]);
  const record = { ...call([sound(0, caller, agent)], 12_000), events } as unknown as CallRecord;
  const laid = layOut(record, 900)!;
  const cast = new Map();
  const at = (ms: number) => atMoment(record, laid, ms, cast);

  it('says who is heard and in which words', () => {
    expect(at(500)).toEqual({ who: 'riley', words: 'Hello, how can I help?' });
    expect(at(3500)).toEqual({ who: 'Caller', words: 'An invoice, please.' });
    expect(at(8000)).toEqual({ who: 'billing', words: 'Billing here.' });
  });

  it('in a pause between two words belongs to the sentence, and one between two sentences to nobody', () => {
    expect(at(4000).who).toBe('Caller');
    expect(at(6000)).toEqual({ who: 'Nobody is heard', words: '' });
  });

  it('that nobody measured is not called silent', () => {
    expect(at(11_000).who).toBe('Not measured');
  });

  it('is marked where the call changed hands', () => {
    expect(marksOf(record, laid, cast)).toEqual([
      { at_ms: 6000, kind: 'handoff', title: 'billing took over from riley' },
    ]);
  });
});

describe('the keys of the band', () => {
  const mark = (at_ms: number) => ({ at_ms, kind: 'handoff' as const, title: '' });

  it('lead on by a whole second, and from mark to mark, whatever the length of the call', () => {
    const length = fc.integer({ min: 10_000, max: 200_000 });
    // Both marks before the end, which is where the last key leads.
    const marked = fc.integer({ min: 1, max: 9_998 });
    fc.assert(
      fc.property(length, marked, (length_ms, at_ms) => {
        const press = (key: string, at: number) =>
          momentByKey(key, at, { length_ms }, [mark(at_ms), mark(at_ms + 1)]);
        expect(press('ArrowRight', 0)).toBe(1000);
        expect(press('ArrowRight', length_ms - 10)).toBe(length_ms);
        expect(press('ArrowLeft', 10)).toBe(0);
        expect(press('PageUp', 0)).toBe(at_ms);
        expect(press('PageUp', at_ms)).toBe(at_ms + 1);
        expect(press('PageUp', at_ms + 1)).toBe(length_ms);
        expect(press('PageDown', length_ms)).toBe(at_ms + 1);
        expect(press('PageDown', at_ms)).toBe(0);
      }),
    );
  });

  it('are the band’s own: another key is left to the page', () => {
    expect(momentByKey('Tab', 0, { length_ms: 1000 }, [])).toBeUndefined();
  });
});
