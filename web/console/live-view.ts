import type { RecordedEvent } from '../../protocol/call-record.ts';
import { inOrder } from '../../protocol/event-order.ts';
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
    case 'speaking':
      return view;
    case 'event': {
      const call = view.get(news.session_id);
      if (!call || call.events.some(({ id }) => id === news.event.id)) return view;
      return withCall(view, heard(call, news.event));
    }
  }
}

export function newestFirst(view: LiveView): LiveCall[] {
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
  const events = inOrder([...call.events, event]);
  const end = endingOf(events);
  const next = {
    ...call,
    events,
    ended_at: end?.at ?? null,
    disconnected_by: end?.disconnected_by ?? null,
  };
  return event.late ? next : { ...next, path: pathAfter(call, event) };
}

/** A worker that took the call over goes on with it: only the newest epoch ends it, or the backend. */
function endingOf(events: readonly RecordedEvent[]) {
  const newest = Math.max(0, ...events.map(({ epoch }) => epoch));
  const ends = events.filter((event) => event.type === 'call_ended').filter(({ late }) => !late);
  return ends.find(({ epoch }) => epoch >= newest) ?? ends.find(({ epoch }) => epoch === 0);
}

/** The summary of a call may know of a handoff already that its event tells. */
function pathAfter({ path }: LiveCall, event: RecordedEvent): string[] {
  const last = path.at(-1);
  if (event.type === 'handoff_committed' && last !== event.to) return [...path, event.to];
  if (event.type === 'handoff_rolled_back' && path.length > 1 && last === event.to)
    return path.slice(0, -1);
  return path;
}

function lastMoment({ events, started_at }: LiveCall): string {
  return events.at(-1)?.at ?? started_at;
}
