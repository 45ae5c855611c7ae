import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deriveResult } from '../../call/call-result.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import { CallResult } from '../../protocol/call-result.ts';
import { A, anyCall, B, called, evidence, failed, happened, judged, sent } from './a-transfer.ts';

const derived = { variables: { tier: 'vip' }, ended_at: null, disconnected_by: null };
const started_at = '2026-01-01T09:59:00.000Z';
const result = (events: CallEvent[]) => deriveResult({ events, derived, started_at });

describe('the result of a call', () => {
  it('lists each attempt with its evidence and verdict', () => {
    const events = happened(
      called({ target: 'sales', method: 'livekit_sip_refer', attempt_id: A }),
      sent(A),
      judged(A, 'busy'),
      failed(A),
      sent(B, { method: 'warm' }),
      judged(B, 'bridged'),
    );
    const { attempts, verdict, human_connected_at } = result(events);
    expect(attempts).toEqual([
      {
        attempt_id: A,
        target: 'sales',
        method: 'livekit_sip_refer',
        destination: 'tel:+15550100',
        started: '2026-01-01T10:00:01.000Z',
        ended: '2026-01-01T10:00:02.000Z',
        evidence,
        verdict: 'busy',
      },
      expect.objectContaining({ attempt_id: B, method: 'warm', verdict: 'bridged' }),
    ]);
    expect(verdict).toBe('bridged');
    expect(human_connected_at).toBe('2026-01-01T10:00:05.000Z');
  });

  it('does not know what became of an attempt that was sent and never judged', () => {
    const { attempts, verdict } = result(happened(sent(A)));
    expect(attempts).toMatchObject([{ verdict: 'unknown', ended: null, evidence: null }]);
    expect(verdict).toBe('unknown');
  });

  it('lists an attempt that failed unsent, and takes no verdict of the call from it', () => {
    const events = happened(called({ attempt_id: A, method: 'warm' }), failed(A));
    const { attempts, verdict } = result(events);
    expect(attempts).toMatchObject([{ attempt_id: A, method: 'warm', verdict: 'failed' }]);
    expect(verdict).toBe('none');
  });

  it('leaves a handoff out that was withdrawn', () => {
    const handoff = (attempt_id: string) => ({
      attempt_id,
      from: 'front-desk',
      to: 'billing',
      waterfall: { decision: 0 },
    });
    const events = happened(
      { type: 'handoff_committed', ...handoff(A) },
      { type: 'handoff_rolled_back', fault: 'no_first_audio', ...handoff(A) },
      { type: 'handoff_committed', reason: 'an invoice', ...handoff(B) },
    );
    expect(result(events).handoffs).toEqual([
      { from: 'front-desk', to: 'billing', reason: 'an invoice', at: '2026-01-01T10:00:02.000Z' },
    ]);
  });

  it('says how long the call was once it is over', () => {
    const over = { ...derived, ended_at: '2026-01-01T10:00:00.500Z' };
    expect(result([]).duration_ms).toBeNull();
    expect(deriveResult({ events: [], derived: over, started_at }).duration_ms).toBe(60_500);
  });

  it('does not depend on the order in which events came, nor on repetitions', () => {
    fc.assert(
      fc.property(anyCall, ({ events, came }) => {
        expect(result(came)).toEqual(result(events));
      }),
    );
  });

  it('does not depend on where what the backend says of the desk stands', () => {
    const at = fc.constantFrom(
      '1970-01-01T00:00:00.000Z',
      '2026-01-01T10:00:03.000Z',
      '2029-12-31T00:00:00.000Z',
    );
    fc.assert(
      fc.property(anyCall, fc.array(at, { maxLength: 5 }), ({ events }, moments) => {
        const own = moments.map((moment, seq): CallEvent => ({
          ...{ id: randomUUID(), epoch: 0, seq, at: moment },
          ...{ type: 'desk_enqueued', desk_id: A, queue: 'support' },
        }));
        const workers = events.filter(({ epoch }) => epoch > 0);
        expect(result([...own, ...workers])).toEqual(result(workers));
      }),
    );
  });

  it('is what the contract says it is, and has each attempt that was sent once', () => {
    fc.assert(
      fc.property(anyCall, ({ events }) => {
        const { attempts } = CallResult.parse(result(events));
        const left = events.flatMap((one) =>
          one.type === 'transfer_sent' ? [one.attempt_id] : [],
        );
        const listed = attempts.map((attempt) => attempt.attempt_id);
        expect(new Set(listed).size).toBe(listed.length);
        expect(listed).toEqual(expect.arrayContaining([...new Set(left)]));
      }),
    );
  });
});
