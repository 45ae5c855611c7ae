import { describe, expect, it } from 'vitest';
import type { RoomNews } from '../../web/room/call-room.ts';
import type { CallEvent } from '../../web/widget/call-event.ts';
import { initialsOf } from '../../web/look/avatar.ts';
import { reduce } from '../../web/widget/call-reducer.ts';
import { IDLE, isPaused, phaseOf, type CallView } from '../../web/widget/call-view.ts';
import { noticeOf, noTypingBecause, statusOf } from '../../web/widget/sentences.ts';

const play = (events: readonly CallEvent[], from: CallView = IDLE): CallView =>
  events.reduce(reduce, from);

const notice = (
  seq: number,
  agentName: string,
  state: 'talking' | 'connecting' = 'talking',
  epoch = 1,
): RoomNews => ({
  type: 'agent_notice',
  notice: { epoch, seq, state, character: agentName, agentName, appearance: {} },
});
const says = (id: string, text: string, final = true, at = 0): RoomNews => ({
  type: 'words',
  words: { speaker: 'agent', id, text, final, at },
});
const hears = (id: string, text: string, final = true, at = 0): RoomNews => ({
  type: 'words',
  words: { speaker: 'caller', id, text, final, at },
});
const announced = (agentName: string): RoomNews => ({ type: 'handoff_announced', agentName });

const RINGING = play([
  { type: 'started', speaking: true },
  { type: 'microphone_taken' },
  { type: 'session_opened', agentName: 'Riley', appearance: {} },
  { type: 'joined' },
]);
const TALKING = play([notice(1, 'Riley'), says('a1', 'Hi, this is Riley.')], RINGING);
const lines = (view: CallView) =>
  view.transcript.filter((entry) => !entry.held).map(({ who, text }) => `${who}: ${text}`);

describe('a call begins', () => {
  it('asks for the microphone, connects, and rings until the agent is there', () => {
    const asking = play([{ type: 'started', speaking: true }]);
    expect(phaseOf(asking)).toBe('asking_microphone');
    expect(phaseOf(play([{ type: 'microphone_taken' }], asking))).toBe('connecting');
    expect(phaseOf(RINGING)).toBe('waiting_for_agent');
    expect(phaseOf(TALKING)).toBe('talking');
  });

  it('goes without the microphone when the caller types', () => {
    const typing = play([{ type: 'started', speaking: false }]);
    expect(phaseOf(typing)).toBe('connecting');
    expect(play([{ type: 'muted', muted: true }], typing).muted).toBe(false);
  });

  it('is answered by an agent who listens, even before its attributes arrive', () => {
    const view = play([{ type: 'agent_activity', activity: 'listening' }], RINGING);
    expect(phaseOf(view)).toBe('talking');
    expect(view.agent?.name).toBe('Riley');
  });

  it('does not count an agent who is still setting up as an answer', () => {
    const view = play([{ type: 'agent_activity', activity: 'initializing' }], RINGING);
    expect(phaseOf(view)).toBe('waiting_for_agent');
  });

  it('says that all lines are busy where an agent has come only to say so', () => {
    const view = play([{ type: 'all_lines_busy' }, { type: 'closed', why: 'over' }], RINGING);
    expect(view.phase).toEqual({ name: 'failed', failure: 'all_lines_busy' });
    expect(noticeOf(view)?.text).toContain('wait a minute');
  });

  it('is given up when nobody answers within the limit, and only then', () => {
    expect(play([{ type: 'waited_too_long' }], RINGING).phase).toEqual({
      name: 'failed',
      failure: 'no_agent',
    });
    expect(play([{ type: 'waited_too_long' }], TALKING)).toBe(TALKING);
  });

  it('keeps an answer that comes before the room is fully joined', () => {
    const view = play([
      { type: 'started', speaking: false },
      notice(1, 'Riley'),
      { type: 'joined' },
    ]);
    expect(phaseOf(view)).toBe('talking');
  });
});

describe('a handoff on the screen', () => {
  const CONNECTING = play([announced('Billing Specialist')], TALKING);

  it('names who the caller is being connected to and pauses the transcript', () => {
    expect(phaseOf(CONNECTING)).toBe('connecting_to');
    expect(statusOf(CONNECTING)).toBe('Connecting you to Billing Specialist…');
    expect(isPaused(CONNECTING)).toBe(true);
  });

  it('shows the announcement to its end, in the old agent’s name', () => {
    const view = play(
      [
        says('a2', 'One moment,', false),
        { type: 'agent_activity', activity: 'speaking' },
        says('a2', 'One moment, connecting you.'),
      ],
      CONNECTING,
    );
    expect(phaseOf(view)).toBe('connecting_to');
    expect(lines(view).at(-1)).toBe('Riley: One moment, connecting you.');
  });

  it('holds back what the caller says meanwhile and shows it in its place afterwards', () => {
    const held = play([says('a2', 'One moment.'), hears('c1', 'It is about May.')], CONNECTING);
    expect(lines(held)).not.toContain('you: It is about May.');
    const after = play([notice(3, 'Dana'), says('b1', 'Dana here.')], held);
    expect(lines(after).slice(-3)).toEqual([
      'Riley: One moment.',
      'you: It is about May.',
      'Dana: Dana here.',
    ]);
  });

  it('shows at once what the caller types meanwhile', () => {
    const view = play([{ type: 'typed', id: 't1', text: 'Order 7', at: 0 }], CONNECTING);
    expect(lines(view).at(-1)).toBe('you: Order 7');
  });

  it('goes on when the new agent is said to be talking', () => {
    const view = play([notice(2, 'Riley', 'connecting'), notice(3, 'Dana')], CONNECTING);
    expect(phaseOf(view)).toBe('talking');
    expect(view.agent?.name).toBe('Dana');
  });

  it('goes on when the agent that was announced is in place and speaks', () => {
    const placed = play([notice(3, 'Dana', 'connecting')], CONNECTING);
    expect(phaseOf(placed)).toBe('connecting_to');
    expect(phaseOf(play([{ type: 'agent_activity', activity: 'speaking' }], placed))).toBe(
      'talking',
    );
    expect(phaseOf(play([says('b1', 'Dana here.')], placed))).toBe('talking');
  });

  it('gives the new agent its first words when they overtake the news of it', () => {
    const view = play(
      [says('a2', 'One moment.', true, 0), says('b1', 'Dana', false, 5000), notice(3, 'Dana')],
      CONNECTING,
    );
    expect(lines(view).slice(-2)).toEqual(['Riley: One moment.', 'Dana: Dana']);
  });

  it('returns to the source when the room is told its name again', () => {
    const byMessage = play([announced('Riley')], CONNECTING);
    const byNotice = play([notice(2, 'Riley', 'connecting'), notice(3, 'Riley')], CONNECTING);
    for (const view of [byMessage, byNotice]) {
      expect(phaseOf(view)).toBe('talking');
      expect(view.agent?.name).toBe('Riley');
    }
  });

  it('is not shown for a message that arrives after the new agent already talks', () => {
    const view = play([notice(2, 'Dana'), announced('Dana')], TALKING);
    expect(phaseOf(view)).toBe('talking');
  });

  it('comes back to the first agent with its name and colour', () => {
    const there = play([notice(3, 'Dana'), announced('Riley')], CONNECTING);
    expect(statusOf(there)).toBe('Connecting you to Riley…');
    expect(play([notice(5, 'Riley')], there).agent?.name).toBe('Riley');
  });
});

describe('joining late or again', () => {
  it('knows from the attributes alone that a handoff is under way', () => {
    const view = play([notice(4, 'Riley', 'connecting')], RINGING);
    expect(phaseOf(view)).toBe('connecting_to');
    expect(statusOf(view)).toBe('Connecting you…');
  });

  it('keeps the name it knows when the attributes only say that a handoff is under way', () => {
    const view = play([announced('Dana'), notice(2, 'Riley', 'connecting')], TALKING);
    expect(statusOf(view)).toBe('Connecting you to Dana…');
  });

  it('does not end a handoff for attributes it has seen before', () => {
    const view = play([announced('Dana'), notice(1, 'Riley')], TALKING);
    expect(phaseOf(view)).toBe('connecting_to');
  });

  it('says that it reconnects and then stands where the room stands', () => {
    const lost = play([{ type: 'reconnecting' }], TALKING);
    expect(phaseOf(lost)).toBe('reconnecting');
    const back = play([{ type: 'reconnected' }, notice(3, 'Dana')], lost);
    expect(phaseOf(back)).toBe('talking');
    expect(back.agent?.name).toBe('Dana');
  });

  it('waits for another worker when the agent drops out, and takes it when it comes', () => {
    const alone = play([{ type: 'agent_left' }], TALKING);
    expect(phaseOf(alone)).toBe('waiting_for_agent');
    expect(phaseOf(play([notice(1, 'Riley', 'talking', 2)], alone))).toBe('talking');
    expect(play([{ type: 'waited_too_long' }], alone).phase).toEqual({
      name: 'failed',
      failure: 'agent_lost',
    });
  });

  it('does not believe a worker whose epoch is over', () => {
    const view = play(
      [notice(1, 'Riley', 'talking', 2), notice(9, 'Ghost', 'talking', 1)],
      TALKING,
    );
    expect(view.agent?.name).toBe('Riley');
  });
});

describe('a call is over', () => {
  it('tells apart who ended it', () => {
    expect(play([{ type: 'hung_up' }], TALKING).phase).toEqual({ name: 'ended', reason: 'you' });
    expect(play([{ type: 'closed', why: 'over' }], TALKING).phase).toEqual({
      name: 'ended',
      reason: 'agent',
    });
    expect(play([{ type: 'closed', why: 'lost' }], TALKING).phase).toEqual({
      name: 'failed',
      failure: 'connection_lost',
    });
  });

  it('keeps the transcript, whole, until the caller closes it or calls again', () => {
    const view = play([hears('c1', 'And anoth', false), { type: 'hung_up' }], TALKING);
    expect(view.transcript.every((entry) => entry.final)).toBe(true);
    expect(play([{ type: 'started', speaking: true }], view).transcript).toEqual([]);
    expect(play([{ type: 'dismissed' }], view)).toEqual(IDLE);
  });
});

describe('a person who was dialled into the room', () => {
  it('is who the caller talks to once the agent has left, and nobody is waited for', () => {
    const through = play([notice(2, 'Riley', 'connecting')], TALKING);
    const met = play([{ type: 'person_talks', name: 'the sales team' }], through);
    expect(phaseOf(met)).toBe('talking');
    expect(statusOf(met)).toBe('You are talking to the sales team');
    expect(phaseOf(play([{ type: 'waited_too_long' }], met))).toBe('talking');
    expect(phaseOf(play([{ type: 'closed', why: 'over' }], met))).toBe('ended');
  });

  it('reads nothing, so nothing can be typed, and the caller is told why', () => {
    expect(noTypingBecause(TALKING)).toBeUndefined();
    const met = play([{ type: 'person_talks', name: 'the sales team' }], TALKING);
    expect(noTypingBecause(met)).toBe(
      'You are on the line with the sales team now, where messages cannot be read.',
    );
    const typist = play([{ type: 'started', speaking: false }, { type: 'joined' }]);
    const unheard = play([{ type: 'person_talks', name: 'the sales team' }], typist);
    expect(noTypingBecause(unheard)).toContain('To speak, call again with your microphone.');
  });

  it('of the desk has the caller while the agent stays, and gives them back to it', () => {
    const through = play([notice(2, 'Riley', 'connecting')], TALKING);
    const met = play([{ type: 'person_talks', name: 'Sam of support' }], through);
    expect(phaseOf(met)).toBe('talking');
    expect(statusOf(met)).toBe('You are talking to Sam of support');
    expect(noTypingBecause(met)).toContain('messages cannot be read');
    const told = play([says('a9', 'You are connected.')], met);
    expect(lines(told).at(-1)).toBe('Riley: You are connected.');
    const left = play([{ type: 'person_left' }], told);
    expect(statusOf(left)).toBe('Connecting you…');
    expect(statusOf(play([notice(3, 'Riley')], left))).toBe('You are talking to Riley');
  });

  it('is asked while the caller is on hold, who can type again afterwards and is told so', () => {
    const held = play([{ type: 'writing', allowed: false }], TALKING);
    expect(noTypingBecause(held)).toBe(
      'You are on hold for a moment. Once somebody is with you, you can type again.',
    );
    expect(noTypingBecause(play([{ type: 'writing', allowed: true }], held))).toBeUndefined();
  });

  it('leaves the field to whoever reads again: an agent who is back, or the next call', () => {
    const met = play([{ type: 'person_talks', name: 'the sales team' }], TALKING);
    expect(noTypingBecause(play([notice(9, 'Riley')], met))).toBeUndefined();
    const again: CallEvent[] = [{ type: 'hung_up' }, { type: 'started', speaking: true }];
    expect(noTypingBecause(play(again, met))).toBeUndefined();
  });

  it.each([
    ['the sales team', 'ST'],
    ['The Sales Team', 'ST'],
    ['el equipo de ventas', 'EV'],
    ['la recepción', 'R'],
    ['Riley', 'R'],
    ['Ana Torres', 'AT'],
    ['The The', 'TT'],
    ['Élodie', 'É'],
    ['', ''],
  ])('%s has the initials %s', (name, initials) => {
    expect(initialsOf(name)).toBe(initials);
  });
});
