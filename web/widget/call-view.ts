import type { Appearance } from '../../protocol/character.ts';
import type { AgentNotice } from '../room/agent-notice.ts';
import type { AgentActivity, Words } from '../room/call-room.ts';
import { isNewer, type Place } from '../room/notice-order.ts';
import type { CallEvent } from './call-event.ts';
import { isJoined, isLive, type EndReason, type Phase, type PhaseName } from './call-phase.ts';
import {
  finish,
  hear,
  markUndelivered,
  reattribute,
  release,
  type,
  YOU,
  type Author,
  type Transcript,
} from './transcript.ts';

export interface Agent {
  readonly name: string;
  readonly character: string | undefined;
  readonly appearance: Appearance;
}

/** What the caller is shown. */
export interface CallView {
  readonly phase: Phase;
  /** The connection is down and being mended; the phase is where the call stood. */
  readonly reconnecting: boolean;
  readonly agent: Agent | undefined;
  /** An agent has been heard or seen in this call. */
  readonly met: boolean;
  readonly activity: AgentActivity;
  readonly transcript: Transcript;
  readonly speaking: boolean;
  readonly muted: boolean;
  readonly soundBlocked: boolean;
  readonly seen: Place | undefined;
  /** The clock of the last words, to tell fresh ones from old ones. */
  readonly at: number;
}

export const IDLE: CallView = {
  phase: { name: 'idle' },
  reconnecting: false,
  agent: undefined,
  met: false,
  activity: 'initializing',
  transcript: [],
  speaking: false,
  muted: false,
  soundBlocked: false,
  seen: undefined,
  at: 0,
};

export function phaseOf(view: CallView): PhaseName {
  return view.reconnecting ? 'reconnecting' : view.phase.name;
}

/** From the first word of the announcement until the next agent speaks. */
export function isPaused(view: CallView): boolean {
  return view.phase.name === 'connecting_to';
}

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
type News = Exclude<CallEvent, Own | { type: 'started' | 'dismissed' }>;

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

function hearNews(view: CallView, event: News): CallView {
  switch (event.type) {
    case 'agent_notice':
      return notice(view, event.notice);
    case 'agent_activity':
      return watch(view, event.activity);
    case 'agent_left':
      return lose(view);
    case 'person_talks':
      return meetPerson(view, event.name);
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
  const known = { ...view, agent, seen, met: true };
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

/** The call goes on without an agent: a person was dialled into the room. */
function meetPerson(view: CallView, name: string): CallView {
  const agent: Agent = { name, character: undefined, appearance: {} };
  const transcript = finish(view.transcript);
  return talk({ ...view, agent, activity: 'listening', transcript });
}

/** Another worker may take the call over, so the caller waits a while. */
function lose(view: CallView): CallView {
  if (!view.met) return view;
  return {
    ...view,
    phase: { name: 'waiting_for_agent' },
    activity: 'initializing',
    transcript: finish(view.transcript),
  };
}

function giveUp(view: CallView): CallView {
  if (view.phase.name !== 'waiting_for_agent') return view;
  return fail(view, view.met ? 'agent_lost' : 'no_agent');
}

function close(view: CallView, why: 'over' | 'replaced' | 'lost'): CallView {
  if (why === 'lost') return fail(view, 'connection_lost');
  return end(view, why === 'over' ? 'agent' : 'replaced');
}

function end(view: CallView, reason: EndReason): CallView {
  return settle(view, { name: 'ended', reason });
}

function fail(view: CallView, failure: Extract<Phase, { name: 'failed' }>['failure']): CallView {
  return settle(view, { name: 'failed', failure });
}

function settle(view: CallView, phase: Phase): CallView {
  return {
    ...view,
    phase,
    reconnecting: false,
    soundBlocked: false,
    transcript: finish(view.transcript),
  };
}
