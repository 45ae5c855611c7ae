import { describe, expect, it } from 'vitest';
import type { RecordedEvent } from '../../protocol/call-record.ts';
import type { LiveCall } from '../../protocol/live-call.ts';
import { attemptStage } from '../../web/console/manual-attempt.ts';
import { newestFirst, takeNews, type LiveView } from '../../web/console/live-view.ts';

let count = 0;
const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

function event(fields: Record<string, unknown>): RecordedEvent {
  count += 1;
  const at = `2026-03-03T10:00:${String(count % 60).padStart(2, '0')}.000Z`;
  return { id: uuid(count), epoch: 1, seq: count, at, late: false, ...fields } as RecordedEvent;
}

const turn = (text: string, more = {}) =>
  event({ type: 'turn', role: 'caller', text, character: 'front-desk', ...more });

function call(session_id: string, events: RecordedEvent[] = [], started = '10:00'): LiveCall {
  return {
    session_id,
    room: 'room',
    channel: 'web',
    caller_id: null,
    workspace: 'default',
    epoch: 1,
    started_at: `2026-03-03T${started}:00.000Z`,
    ended_at: null,
    disconnected_by: null,
    path: ['front-desk'],
    events,
  };
}

const begun = (calls: LiveCall[], view: LiveView = new Map()) =>
  takeNews(view, { type: 'snapshot', calls });
const told = (view: LiveView, session_id: string, one: RecordedEvent) =>
  takeNews(view, { type: 'event', session_id, event: one });

describe('the live calls of the inbox', () => {
  it('grow event by event, in the order in which they happened', () => {
    const [first, second] = [turn('one'), turn('two')];
    let view = begun([call('a')]);
    view = told(view, 'a', second);
    view = told(view, 'a', first);
    expect(view.get('a')?.events.map(({ id }) => id)).toEqual([first.id, second.id]);
  });

  it('take an event that comes twice once', () => {
    const one = turn('hello');
    const view = told(begun([call('a', [one])]), 'a', one);
    expect(view.get('a')?.events).toHaveLength(1);
  });

  it('know who has the call, also after a handoff that was taken back', () => {
    const handoff = { attempt_id: uuid(900), from: 'front-desk', to: 'billing' };
    const waterfall = { decision: 0 };
    let view = begun([call('a')]);
    view = told(view, 'a', event({ type: 'handoff_committed', ...handoff, waterfall }));
    expect(view.get('a')?.path).toEqual(['front-desk', 'billing']);
    const fault = 'no_first_audio';
    view = told(view, 'a', event({ type: 'handoff_rolled_back', ...handoff, fault, waterfall }));
    expect(view.get('a')?.path).toEqual(['front-desk']);
  });

  it('end for the eye when they end, and when a later snapshot does not have them', () => {
    let view = begun([call('a'), call('b', [turn('x')])]);
    view = told(view, 'a', event({ type: 'call_ended', disconnected_by: 'caller' }));
    expect(view.get('a')?.disconnected_by).toBe('caller');
    view = begun([], view);
    expect(view.get('b')?.ended_at).not.toBeNull();
  });

  it('are not ended by a worker that had lost the call', () => {
    const late = event({ type: 'call_ended', disconnected_by: 'error', late: true });
    expect(told(begun([call('a')]), 'a', late).get('a')?.ended_at).toBeNull();
  });

  it('go on when another worker takes a call whose first worker had ended it', () => {
    let view = begun([call('a')]);
    view = told(view, 'a', event({ type: 'call_ended', disconnected_by: 'error' }));
    expect(view.get('a')?.ended_at).not.toBeNull();
    view = told(view, 'a', turn('still here', { epoch: 2 }));
    expect(view.get('a')?.ended_at).toBeNull();
  });

  it('do not count a handoff twice that the summary of the call knew already', () => {
    const handoff = { attempt_id: uuid(901), from: 'front-desk', to: 'billing' };
    const view = begun([{ ...call('a'), path: ['front-desk', 'billing'] }]);
    const committed = event({ type: 'handoff_committed', ...handoff, waterfall: { decision: 0 } });
    expect(told(view, 'a', committed).get('a')?.path).toEqual(['front-desk', 'billing']);
  });

  it('stand newest first', () => {
    const view = begun([call('a', [], '09:00'), call('b', [], '11:00')]);
    expect(newestFirst(view).map(({ session_id }) => session_id)).toEqual(['b', 'a']);
  });
});

describe('a transfer that was dialled here', () => {
  const attempt = { id: uuid(500), target: '100', asked_at: 0 };
  const own = (fields: Record<string, unknown>) => event({ attempt_id: attempt.id, ...fields });
  const stage = (events: RecordedEvent[], now = 1000, ended_at: string | null = null) =>
    attemptStage({ events, ended_at }, attempt, now).text;
  const sent = own({ type: 'transfer_sent', destination: 'x', method: 'livekit_sip_refer' });

  it('is told step by step', () => {
    expect(stage([])).toBe('Asking the worker…');
    expect(stage([own({ type: 'tool_call', name: 'operator_transfer', args: {} })])).toContain(
      'is being told',
    );
    expect(stage([sent])).toBe('Ringing 100…');
    const judged = own({ type: 'transfer_judged', verdict: 'bridged', evidence: {} });
    expect(stage([sent, judged])).toBe('100: Both are talking.');
  });

  it('that failed says why in words, and that the caller is still there', () => {
    const error = 'not_dialled: Emergency numbers are never dialled from here.';
    const failed = own({ type: 'transfer_failed', destination: '911', error });
    expect(stage([failed])).toBe(
      '100 was not reached: Emergency numbers are never dialled from here. The caller is still here.',
    );
  });

  it('that failed because the caller had gone does not say that they are there', () => {
    const failed = own({ type: 'transfer_failed', destination: 'x', error: 'caller_left' });
    const judged = own({ type: 'transfer_judged', verdict: 'caller_left', evidence: {} });
    expect(stage([judged, failed])).toBe('100 was not reached: The caller left meanwhile.');
  });

  it('that no worker takes is said not to have happened', () => {
    expect(stage([turn('hello')], 16_000)).toContain('Nothing was transferred');
  });

  it('is not confused with another one of the same call', () => {
    const other = event({ type: 'transfer_sent', attempt_id: uuid(501), destination: 'y' });
    expect(stage([other])).toBe('Asking the worker…');
  });

  it('is over with the call', () => {
    expect(stage([sent], 1000, '2026-03-03T10:00:59.000Z')).toContain('The call ended before');
  });
});
