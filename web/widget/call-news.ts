import type { AgentNotice } from '../room/agent-notice.ts';
import type { AgentActivity, RoomNews, Words } from '../room/call-room.ts';
import { isNewer } from '../room/notice-order.ts';
import { close, fail, giveUp } from './call-end.ts';
import type { CallEvent } from './call-event.ts';
import { isPaused, type Agent, type CallView } from './call-view.ts';
import {
  finish,
  hear,
  markUndelivered,
  reattribute,
  release,
  type,
  YOU,
  type Author,
} from './transcript.ts';

type Told = 'typed' | 'typing_undelivered' | 'waited_too_long';
export type News = RoomNews | Extract<CallEvent, { type: Told }>;

/** What the room tells, and what the call waits for. */
export function hearNews(view: CallView, event: News): CallView {
  switch (event.type) {
    case 'agent_notice':
      return notice(view, event.notice);
    case 'agent_activity':
      return watch(view, event.activity);
    case 'all_lines_busy':
      return fail(view, 'all_lines_busy');
    case 'agent_left':
      return lose(view);
    case 'person_talks':
      return meetPerson(view, event.name);
    case 'person_left':
      return partFromPerson(view);
    case 'writing':
      return { ...view, onHold: !event.allowed };
    case 'handoff_announced':
      return announce(view, event.agentName);
    case 'words':
      return listen(view, event.words);
    case 'typed':
      return { ...view, transcript: type(view.transcript, event.id, event.text, event.at) };
    case 'typing_undelivered':
      return { ...view, transcript: markUndelivered(view.transcript, event.id) };
    case 'sound_blocked':
      return { ...view, soundBlocked: event.blocked };
    case 'reconnecting':
      return { ...view, reconnecting: true };
    case 'reconnected':
      return { ...view, reconnecting: false };
    case 'waited_too_long':
      return giveUp(view);
    case 'closed':
      return close(view, event.why);
  }
}

/** The room's state in the worker's own order: what is not newer than the last says nothing. */
function notice(view: CallView, news: AgentNotice): CallView {
  if (view.seen !== undefined && !isNewer(news, view.seen)) return view;
  const agent: Agent = {
    name: news.agentName,
    character: news.character,
    appearance: news.appearance,
  };
  const seen = { epoch: news.epoch, seq: news.seq };
  const known = { ...view, agent, seen, met: true, person: undefined };
  const changed = view.met && view.agent?.name !== agent.name;
  const transcript = changed
    ? reattribute(view.transcript, authorOf(agent), view.at)
    : view.transcript;
  if (news.state === 'talking') return talk({ ...known, transcript });
  const announced = view.phase.name === 'connecting_to' ? view.phase.agentName : undefined;
  // Between the commit and the first word the new agent is already the one in the attributes.
  const target = changed && isPaused(view) ? agent.name : announced;
  return { ...known, transcript, phase: { name: 'connecting_to', agentName: target } };
}

function watch(view: CallView, activity: AgentActivity): CallView {
  const next = { ...view, activity };
  const speaking = activity === 'speaking' && isCommitted(view);
  const ready = activity !== 'initializing' && view.phase.name !== 'connecting_to';
  return speaking || ready ? talk(next) : next;
}

/** The agent whose name was announced is the one in the room. */
function isCommitted(view: CallView): boolean {
  return view.phase.name === 'connecting_to' && view.phase.agentName === view.agent?.name;
}

function talk(view: CallView): CallView {
  return {
    ...view,
    met: true,
    phase: { name: 'talking' },
    transcript: release(view.transcript),
  };
}

/** The name of the one who is there already: the handoff was rolled back, or is long over. */
function announce(view: CallView, agentName: string): CallView {
  if (agentName === view.agent?.name) return talk(view);
  return { ...view, met: true, phase: { name: 'connecting_to', agentName } };
}

function listen(view: CallView, words: Words): CallView {
  const fresh = !view.transcript.some((entry) => entry.id === words.id);
  const resumes = words.speaker === 'agent' && fresh && (!isPaused(view) || isCommitted(view));
  const now = resumes ? talk(view) : view;
  const author = words.speaker === 'caller' ? YOU : authorOf(now.agent);
  const transcript = hear(now.transcript, words, author, isPaused(now));
  return { ...now, transcript, at: Math.max(now.at, words.at) };
}

function authorOf(agent: Agent | undefined): Author {
  return { who: agent?.name ?? 'Agent', color: agent?.appearance.color };
}

/** A person was dialled into the room, or has come from the desk. */
function meetPerson(view: CallView, name: string): CallView {
  if (view.person?.name === name && view.phase.name === 'talking') return view;
  const person: Agent = { name, character: undefined, appearance: {} };
  return talk({ ...view, person, transcript: finish(view.transcript) });
}

function partFromPerson(view: CallView): CallView {
  if (view.person === undefined) return view;
  const phase = { name: 'connecting_to', agentName: undefined } as const;
  return { ...view, person: undefined, phase };
}

/** Another worker may take the call over, so the caller waits a while. */
function lose(view: CallView): CallView {
  if (!view.met) return view;
  return {
    ...view,
    phase: { name: 'waiting_for_agent' },
    person: undefined,
    activity: 'initializing',
    transcript: finish(view.transcript),
  };
}
