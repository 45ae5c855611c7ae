import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isLive } from '../../web/widget/call-phase.ts';
import type { CallEvent } from '../../web/widget/call-event.ts';
import { reduce } from '../../web/widget/call-reducer.ts';
import { IDLE, isPaused, type CallView } from '../../web/widget/call-view.ts';

const NAMES = ['Riley', 'Dana', 'Sam'];
const agentName = fc.constantFrom(...NAMES);
const words = fc.record({
  speaker: fc.constantFrom('caller' as const, 'agent' as const),
  id: fc.constantFrom('1', '2', '3', '4'),
  text: fc.string({ minLength: 1, maxLength: 12 }),
  final: fc.boolean(),
  at: fc.nat(10_000),
});
const notice = fc.record({
  epoch: fc.nat(2),
  seq: fc.nat(6),
  state: fc.constantFrom('talking' as const, 'connecting' as const),
  character: fc.constant('slug'),
  agentName,
  appearance: fc.constant({}),
});
const roomEvent: fc.Arbitrary<CallEvent> = fc.oneof(
  notice.map((value) => ({ type: 'agent_notice' as const, notice: value })),
  words.map((value) => ({
    type: 'words' as const,
    words: { ...value, id: `${value.speaker}:${value.id}` },
  })),
  agentName.map((name) => ({ type: 'handoff_announced' as const, agentName: name })),
  fc
    .constantFrom('initializing' as const, 'listening' as const, 'speaking' as const)
    .map((activity) => ({ type: 'agent_activity' as const, activity })),
  fc.constantFrom<CallEvent>(
    { type: 'agent_left' },
    { type: 'person_talks', name: 'the sales team' },
    { type: 'person_left' },
    { type: 'reconnecting' },
    { type: 'reconnected' },
    { type: 'typed', id: 'typed:1', text: 'hello', at: 0 },
    { type: 'muted', muted: true },
  ),
);
const endEvent = fc.constantFrom<CallEvent>(
  { type: 'hung_up' },
  { type: 'closed', why: 'lost' },
  { type: 'closed', why: 'over' },
  { type: 'failed', failure: 'unreachable' },
);
const JOINED: readonly CallEvent[] = [
  { type: 'started', speaking: true },
  { type: 'microphone_taken' },
  { type: 'session_opened', agentName: 'Riley', appearance: {} },
  { type: 'joined' },
];
const play = (events: readonly CallEvent[], from: CallView = IDLE) => events.reduce(reduce, from);
const inCall = fc.array(roomEvent, { maxLength: 40 });

describe('whatever a room tells', () => {
  it('ends in a newest notice that talks being the one on the screen, not paused', () => {
    fc.assert(
      fc.property(inCall, agentName, (events, name) => {
        const view = play(JOINED.concat(events));
        const newest = { epoch: 9, seq: 1, state: 'talking' as const, agentName: name };
        const last = { ...newest, character: 'slug', appearance: {} };
        const after = play([{ type: 'agent_notice', notice: last }], view);
        expect(after.agent?.name).toBe(name);
        expect(isPaused(after)).toBe(false);
        expect(after.transcript.some((entry) => entry.held)).toBe(false);
      }),
    );
  });

  it('never shows an older notice after a newer one', () => {
    fc.assert(
      fc.property(inCall, (events) => {
        let view = play(JOINED);
        for (const event of events) {
          const next = reduce(view, event);
          const rank = (v: CallView) => (v.seen ? v.seen.epoch * 100 + v.seen.seq : -1);
          expect(rank(next)).toBeGreaterThanOrEqual(rank(view));
          view = next;
        }
      }),
    );
  });

  it('loses no word, mixes no speakers and takes no final sentence back', () => {
    fc.assert(
      fc.property(inCall, (events) => {
        let view = play(JOINED);
        for (const event of events) {
          const before = new Map(view.transcript.map((entry) => [entry.id, entry]));
          view = reduce(view, event);
          const ids = view.transcript.map((entry) => entry.id);
          expect(new Set(ids).size).toBe(ids.length);
          for (const id of before.keys()) expect(ids).toContain(id);
          for (const entry of view.transcript) {
            expect(entry.who === 'you').toBe(entry.speaker === 'caller');
            if (before.get(entry.id)?.final) expect(entry.final).toBe(true);
          }
        }
      }),
    );
  });

  it('changes nothing once the call is over', () => {
    fc.assert(
      fc.property(inCall, endEvent, inCall, (events, end, late) => {
        const over = play(JOINED.concat(events, [end]));
        expect(isLive(over.phase)).toBe(false);
        expect(play(late, over)).toBe(over);
      }),
    );
  });
});
