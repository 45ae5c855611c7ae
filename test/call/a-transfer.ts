import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { CallEvent } from '../../protocol/call-event.ts';
import { TRANSFER_METHODS } from '../../protocol/transfer-target.ts';
import { VERDICTS } from '../../protocol/verdict.ts';

/** Attempts of a call: a small pool, so that events of one meet. */
export const A = '00000000-0000-4000-8000-00000000000a';
export const B = '00000000-0000-4000-8000-00000000000b';

export const evidence = {
  execution: 'refer' as const,
  accepted: true,
  answered_after_ms: 1200,
  leg_present: true,
};

/** Events in the order in which they happened, one second apart. */
export function happened(
  ...steps: (Record<string, unknown> & { type: CallEvent['type'] })[]
): CallEvent[] {
  return steps.map((step, seq) => {
    const at = new Date(Date.UTC(2026, 0, 1, 10, 0, seq)).toISOString();
    return { id: randomUUID(), epoch: 1, seq, at, ...step } as unknown as CallEvent;
  });
}

export const called = (more: Record<string, unknown> = {}) => ({
  type: 'tool_call' as const,
  name: 'transfer_call',
  args: { target: 'sales' },
  ...more,
});
export const sent = (attempt_id: string, more: Record<string, unknown> = {}) => ({
  type: 'transfer_sent' as const,
  attempt_id,
  destination: 'tel:+15550100',
  reason: 'A question of price',
  method: 'livekit_sip_refer',
  ...more,
});
export const failed = (attempt_id: string, more: Record<string, unknown> = {}) => ({
  type: 'transfer_failed' as const,
  attempt_id,
  error: 'busy',
  destination: 'tel:+15550100',
  ...more,
});
export const judged = (
  attempt_id: string,
  verdict: string,
  more: Record<string, unknown> = {},
) => ({ type: 'transfer_judged' as const, attempt_id, verdict, evidence, ...more });

const base = {
  id: fc.uuid(),
  epoch: fc.integer({ min: 0, max: 2 }),
  seq: fc.integer({ min: 0, max: 20 }),
  at: fc
    .date({ min: new Date(0), max: new Date('2030-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString()),
};
const attempt_id = fc.constantFrom(A, B);
const method = fc.constantFrom(...TRANSFER_METHODS);
const destination = fc.constantFrom('tel:+15550100', 'sip:7@pbx.example.com');

const anyEvent: fc.Arbitrary<CallEvent> = fc.oneof(
  fc.record(
    {
      ...base,
      type: fc.constant('tool_call' as const),
      name: fc.constantFrom('transfer_call', 'end_call'),
      args: fc.constantFrom({}, { target: 'sales' }),
      target: fc.constantFrom('sales', 'support'),
      method,
      attempt_id,
    },
    { requiredKeys: ['id', 'epoch', 'seq', 'at', 'type', 'name', 'args'] },
  ),
  fc.record({
    ...base,
    type: fc.constant('transfer_sent' as const),
    attempt_id,
    destination,
    method,
  }),
  fc.record({
    ...base,
    type: fc.constant('transfer_failed' as const),
    attempt_id,
    destination,
    error: fc.constantFrom('busy', 'no answer'),
  }),
  fc.record({
    ...base,
    type: fc.constant('transfer_judged' as const),
    attempt_id,
    verdict: fc.constantFrom(...VERDICTS),
    evidence: fc.constant(evidence),
  }),
  fc.record({
    ...base,
    type: fc.constant('turn' as const),
    role: fc.constantFrom('caller' as const, 'agent' as const),
    text: fc.string(),
    character: fc.constant('front-desk'),
  }),
);

/** Whatever could happen, and the same as it might come: shuffled and repeated. */
export const anyCall = fc
  .uniqueArray(anyEvent, { selector: (event) => event.id, maxLength: 25 })
  .chain((events) =>
    fc.record({
      events: fc.constant(events),
      came: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
    }),
  );
