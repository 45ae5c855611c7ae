import type { RecordedEvent } from '../../protocol/call-record.ts';
import type { LiveCall, LiveNews } from '../../protocol/live-call.ts';

/** The calls of the inbox, by id; one that has ended stays until the page is left. */
export type LiveView = ReadonlyMap<string, LiveCall>;

/** Takes one message in. What comes twice changes nothing the second time. */
export function takeNews(view: LiveView, news: LiveNews): LiveView {
  switch (news.type) {
    case 'snapshot':
      return snapshot(view, news.calls);
    case 'call':
      if (view.has(news.call.session_id)) return view;
      return withCall(view, { ...news.call, events: [] });
    case 'event': {
      const call = view.get(news.session_id);
      if (!call || call.events.some(({ id }) => id === news.event.id)) return view;
      return withCall(view, heard(call, news.event));
    }
  }
}

/** Newest first. */
export function inOrder(view: LiveView): LiveCall[] {
  return [...view.values()].sort((a, b) => b.started_at.localeCompare(a.started_at));
}

/** Calls that were there and are not any more have ended while nobody told us. */
function snapshot(view: LiveView, calls: readonly LiveCall[]): LiveView {
  const there = new Map(calls.map((call) => [call.session_id, call]));
  const gone = [...view.values()].filter(({ session_id }) => !there.has(session_id));
  const over = gone.map((call) => ({ ...call, ended_at: call.ended_at ?? lastMoment(call) }));
  return new Map([...over.map((call) => [call.session_id, call] as const), ...there]);
}

function withCall(view: LiveView, call: LiveCall): LiveView {
  return new Map(view).set(call.session_id, call);
}

function heard(call: LiveCall, event: RecordedEvent): LiveCall {
  const events = [...call.events, event].sort((a, b) => a.epoch - b.epoch || a.seq - b.seq);
  const next = { ...call, events };
  if (event.late) return next;
  if (event.type === 'call_ended')
    return { ...next, ended_at: event.at, disconnected_by: event.disconnected_by };
  if (event.type === 'handoff_committed') return { ...next, path: [...call.path, event.to] };
  if (event.type === 'handoff_rolled_back' && wasCommitted(call, event.attempt_id))
    return { ...next, path: call.path.slice(0, -1) };
  return next;
}

function wasCommitted({ events }: LiveCall, attempt_id: string): boolean {
  return events.some((one) => one.type === 'handoff_committed' && one.attempt_id === attempt_id);
}

function lastMoment({ events, started_at }: LiveCall): string {
  return events.at(-1)?.at ?? started_at;
}
