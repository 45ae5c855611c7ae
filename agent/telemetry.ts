import { metrics, trace } from '@opentelemetry/api';
import type { Waterfall } from '../protocol/call-event.ts';

const tracer = trace.getTracer('baton');
const meter = metrics.getMeter('baton');

const sinceDecision = meter.createHistogram('baton.handoff.step', {
  unit: 'ms',
  description: 'Milliseconds from the decision of a handoff to each of its steps.',
});
const gap = meter.createHistogram('baton.handoff.gap', {
  unit: 'ms',
  description: 'Milliseconds of silence between two characters, as the worker sees it.',
});
const handoffs = meter.createCounter('baton.handoffs', {
  description: 'Handoffs by outcome: committed, or the fault of a roll-back.',
});

/** The waterfall of one handoff (B7) as a span with an event a step, and as metrics. */
export function measureHandoff(handoff: {
  readonly from: string;
  readonly to: string;
  readonly outcome: string;
  readonly waterfall: Waterfall;
}): void {
  const { from, to, outcome, waterfall } = handoff;
  const steps = Object.entries(waterfall).flatMap(([step, at]) =>
    at === undefined ? [] : [[step, at] as const],
  );
  const length = Math.max(...steps.map(([, at]) => at));
  const began = Date.now() - length;
  const attributes = { 'baton.from': from, 'baton.to': to, 'baton.outcome': outcome };
  const span = tracer.startSpan('baton.handoff', { startTime: began, attributes });
  for (const [step, at] of steps) {
    span.addEvent(step, began + at);
    sinceDecision.record(at, { ...attributes, step });
  }
  span.end(began + length);
  handoffs.add(1, attributes);
  if (waterfall.first_audio !== undefined) {
    gap.record(waterfall.first_audio - (waterfall.announcement_end ?? 0), attributes);
  }
}
