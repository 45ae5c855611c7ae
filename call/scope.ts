import type { SessionBundle } from '../protocol/bundle.ts';
import type { Variables } from '../protocol/context.ts';
import { headerVariables } from './headers.ts';
import { asTranscript, type CallLine } from './line.ts';

/** What a template may speak of. */
export interface ScopeFacts {
  readonly bundle: SessionBundle;
  readonly variables: Variables;
  readonly lines: readonly CallLine[];
  readonly reason: string;
  readonly previous_agent: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The same for what decides something: a condition, a look-up. What a page said unsigned is not in
 * it, not even a name; and what the embedder has signed no word of the caller changes.
 */
export function trustedScope(facts: ScopeFacts): Record<string, unknown> {
  const { user } = facts.bundle;
  const variables = { ...facts.variables, ...user.verified };
  const bundle = { ...facts.bundle, user: { ...user, visitor: {} } };
  return templateScope({ ...facts, variables, bundle });
}

/** The variables of a template (T5): declared ones, then the call's own, which win. */
export function templateScope(facts: ScopeFacts): Record<string, unknown> {
  const { call, user, session_id, character, callback } = facts.bundle;
  const { timezone = 'UTC' } = character.routing_config?.business_hours ?? {};
  const known = { ...user.verified, ...facts.variables };
  return withoutBlanks({
    ...known,
    user: user.verified,
    visitor: user.visitor,
    customer_name:
      known['customer_name'] ??
      user.verified['name'] ??
      user.visitor['name'] ??
      callback?.name ??
      '',
    call_id: session_id,
    caller_id: call.caller_id ?? '',
    call_duration: Math.max(0, Math.round((facts.now - Date.parse(call.started_at)) / 1000)),
    current_hour: hourIn(timezone, facts.now),
    callback_reason: callback?.reason ?? '',
    conversation_history: asTranscript(facts.lines),
    handoff_reason: facts.reason,
    previous_agent: facts.previous_agent,
    headers: headerVariables(facts.bundle.sip_context.headers),
  });
}

/** Hazard: to Liquid an empty string is true; what is not known must not be there at all. */
function withoutBlanks(scope: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== ''));
}

/** 0 to 23, by the wall clock of a time zone. */
function hourIn(timeZone: string, at: number): number {
  const format = new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' });
  return Number(format.format(at));
}
