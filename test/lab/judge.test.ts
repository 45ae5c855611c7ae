import { describe, expect, it } from 'vitest';
import { faultsOf, type Findings } from '../../lab/judge.ts';
import type { Cell } from '../../lab/table-shapes.ts';
import type { CallRecord } from '../../protocol/call-record.ts';
import { HELD } from './a-result.ts';

const hears = (...sentences: string[]): Findings['hearing'] => ({
  holds: (text) => Promise.resolve(sentences.includes(text)),
});

const CELL: Cell = {
  play: () => Promise.resolve(),
  expect: {
    verdict: 'busy',
    ending: 'caller',
    heard: ['On another call.'],
    notHeard: ['Goodbye.'],
    events: ['transfer_failed', 'transfer_judged:busy'],
    noEvents: ['handoff_committed'],
  },
};

const RECORD = {
  result: { verdict: 'busy' },
  disconnected_by: 'caller',
  events: [
    { type: 'transfer_failed', error: 'busy' },
    { type: 'transfer_judged', verdict: 'busy' },
    { type: 'call_ended', disconnected_by: 'caller' },
  ],
} as unknown as CallRecord;

const FOUND: Findings = { hearing: hears('On another call.'), record: RECORD, leaks: HELD.leaks };
const faults = (more: Partial<Findings>, cell = CELL) => faultsOf(cell, { ...FOUND, ...more });

describe('a cell', () => {
  it('holds where all is as the table says', async () => {
    expect(await faults({})).toEqual([]);
  });

  it('fails by what was not heard, and by what was and should not be', async () => {
    expect(await faults({ hearing: hears('Goodbye.') })).toEqual([
      'not heard: “On another call.”',
      'heard, and should not be: “Goodbye.”',
    ]);
  });

  it('fails by another verdict, another end, a second end, and events that lack or are too many', async () => {
    const events = [
      { type: 'handoff_committed', to: 'billing' },
      { type: 'call_ended', disconnected_by: 'error' },
      { type: 'call_ended', disconnected_by: 'error' },
    ];
    const record = { ...RECORD, result: { verdict: 'bridged' }, disconnected_by: 'error', events };
    expect(await faults({ record: record as unknown as CallRecord })).toEqual([
      'verdict bridged instead of busy',
      'ended by error instead of caller',
      '2 ends instead of one',
      'no event transfer_failed',
      'no event transfer_judged:busy',
      'an event handoff_committed',
    ]);
  });

  it('fails by what is left of the call', async () => {
    const leaks = { room: 'r1', processes: [7], webhooks: ['call.completed'], waited_ms: 45_000 };
    expect(await faults({ leaks })).toEqual([
      'left behind after 45 s: its room, its process 7, the job that sends call.completed',
    ]);
  });

  it('of a call that the store should know and does not fails', async () => {
    expect(await faults({ record: null })).toContain('the store knows nothing of the call');
    expect(await faults({ record: null }, { ...CELL, unrecorded: true })).toEqual([]);
  });
});
