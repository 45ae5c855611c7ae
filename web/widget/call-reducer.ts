import type { CallEvent } from './call-event.ts';
import { end, fail } from './call-end.ts';
import { hearNews, type News } from './call-news.ts';
import { isJoined, isLive } from './call-phase.ts';
import { IDLE, type CallView } from './call-view.ts';

/** What becomes of the view by one event; the same view where it says nothing. */
export function reduce(view: CallView, event: CallEvent): CallView {
  if (event.type === 'started') return isLive(view.phase) ? view : start(event.speaking);
  if (event.type === 'dismissed') return isLive(view.phase) ? view : IDLE;
  if (!isLive(view.phase)) return view;
  if (isOwn(event)) return act(view, event);
  // The room begins to tell while it is still being joined, and a failed join is told by its own.
  if (view.phase.name === 'connecting' && event.type !== 'closed') return hearNews(view, event);
  return isJoined(view.phase) ? hearNews(view, event) : view;
}

const OWN = ['microphone_taken', 'session_opened', 'joined', 'hung_up', 'failed', 'muted'] as const;
type Own = Extract<CallEvent, { type: (typeof OWN)[number] }>;

function isOwn(event: Own | News): event is Own {
  return OWN.some((type) => type === event.type);
}

function act(view: CallView, event: Own): CallView {
  switch (event.type) {
    case 'hung_up':
      return end(view, 'you');
    case 'failed':
      return fail(view, event.failure);
    case 'muted':
      return view.speaking ? { ...view, muted: event.muted } : view;
    case 'microphone_taken':
    case 'session_opened':
    case 'joined':
      return arrive(view, event);
  }
}

function start(speaking: boolean): CallView {
  return { ...IDLE, phase: { name: speaking ? 'asking_microphone' : 'connecting' }, speaking };
}

type Arrival = Extract<CallEvent, { type: 'microphone_taken' | 'session_opened' | 'joined' }>;

function arrive(view: CallView, event: Arrival): CallView {
  const { name } = view.phase;
  switch (event.type) {
    case 'microphone_taken':
      return name === 'asking_microphone' ? { ...view, phase: { name: 'connecting' } } : view;
    case 'session_opened': {
      if (name !== 'connecting' || view.met) return view;
      const { agentName, appearance } = event;
      return { ...view, agent: { name: agentName, character: undefined, appearance } };
    }
    case 'joined':
      return name === 'connecting' ? { ...view, phase: { name: 'waiting_for_agent' } } : view;
  }
}
