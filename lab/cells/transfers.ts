import type { Verdict } from '../../protocol/verdict.ts';
import type { DialAnswer } from '../../test/line/dials.ts';
import type { TransferAnswer } from '../../test/line/transfers.ts';
import { callerSays } from '../../test/live/caller-voice.ts';
import type { Leg } from '../../test/line/leg.ts';
import type { Play } from '../play.ts';
import { CALLER } from '../script.ts';
import type { Cell } from '../table-shapes.ts';
import type { StreamCaller } from '../callers/stream.ts';

const PUTTING_THROUGH = 'One moment, I am putting you through to the sales team.';
/** What a caller is told who has not been put through, by what became of it. */
const CAME_BACK: Partial<Record<Verdict, string>> = {
  busy: 'I am sorry, the sales team is on another call.',
  no_answer: 'I am sorry, the sales team is not answering.',
  declined: 'I am sorry, the sales team cannot take the call now.',
  failed: 'I am sorry, I could not put you through to the sales team.',
  unknown:
    'I am sorry, I did not hear whether the sales team could be reached. You are still with me.',
};
/** The character comes back by itself; the limit of a REFER is 30 s and more. */
const BACK_LIMIT_MS = 60_000;

/** The peer of a telephone does this with the REFER, and the character is back with the caller. */
export function referFails(refer: TransferAnswer, verdict: Verdict, requests = 1): Cell {
  return {
    line: { refer },
    play: async (play) => {
      await play.asks(CALLER.sales);
      const { at } = await play.line.untilTransfer(requests);
      play.did('REFER');
      await untilBack(play, at);
    },
    goesOn: true,
    expect: cameBack(verdict),
  };
}

/** The carrier refuses the person whom a page's caller is to talk to. */
export function dialFails(dial: DialAnswer, verdict: Verdict): Cell {
  return {
    line: { dial },
    play: async (play) => {
      await play.asks(CALLER.sales);
      const { at } = await play.line.untilDial();
      play.did('dialled');
      await untilBack(play, at);
    },
    goesOn: true,
    expect: cameBack(verdict),
  };
}

/** A REFER that the peer takes, and how the leg leaves then. */
export function referTaken(refer: TransferAnswer, verdict: Verdict): Cell {
  return {
    line: { refer },
    play: async (play) => {
      await play.asks(CALLER.sales);
      await play.line.untilTransfer();
      play.did('REFER');
      await play.untilEnded();
    },
    expect: taken(verdict),
  };
}

/** A person picks up, is heard, and hangs up. */
export function dialTaken(): Cell {
  return {
    line: { dial: { answered: saysAndLeaves, rings_ms: 500 } },
    play: async (play) => {
      await play.asks(CALLER.sales);
      await play.line.untilDial();
      play.did('dialled');
      await play.untilEnded();
    },
    expect: { ...taken('bridged'), heard: [PUTTING_THROUGH, PERSON_SAYS] },
  };
}

/** The trunk refuses the REFER as such: the person is dialled in instead. */
export function referRefused(refer: TransferAnswer, trunk: string): Cell {
  const cell = dialTaken();
  const events = ['transfer_judged:refused_by_trunk', 'transfer_judged:bridged'];
  return {
    ...cell,
    trunk,
    line: { ...cell.line, refer },
    expect: { ...cell.expect, events, noEvents: [] },
  };
}

/** What a switch does that is asked to take its call. */
export function switchDoes(does: (caller: StreamCaller) => void, verdict: Verdict): Cell {
  return {
    play: async (play) => {
      await play.asks(CALLER.sales);
      const caller = play.caller as StreamCaller;
      await caller.peer.untilFrame('reverse-call-transfer');
      play.did('asks the switch');
      does(caller);
      await play.untilEnded();
    },
    expect: taken(verdict),
  };
}

export const PERSON_SAYS = 'Hello, this is the sales team. What can I do for you?';

/** Whoever picks up hears first who is there. */
export async function saysAndLeaves(person: Leg): Promise<void> {
  await saysHello(person);
  await person.untilPosition(person.position_ms() + 1500);
  await person.hangUp();
}

export async function saysHello(person: Leg): Promise<void> {
  await person.untilSilence(800, { after_ms: await person.untilSound({ after_ms: 0 }) });
  await person.speak(await callerSays(PERSON_SAYS, { voice: 'awb' }));
}

/** A ringing tone at the caller's ear is no sentence: the record says when the request was judged. */
async function untilBack(play: Play, requested_at: number): Promise<void> {
  await play.untilEvent('transfer_judged');
  const at_ms = Math.max(0, Date.now() - play.caller.heard().startedAt - 500);
  play.did(`answered after ${Math.round((Date.now() - requested_at) / 100) / 10} s`);
  const from = await play.caller.untilSound({ after_ms: at_ms, limit_ms: BACK_LIMIT_MS });
  await play.caller.untilSilence(1500, { after_ms: from });
}

function cameBack(verdict: Verdict): Cell['expect'] {
  const sentence = CAME_BACK[verdict];
  return {
    verdict,
    ending: 'caller',
    heard: [PUTTING_THROUGH, ...(sentence === undefined ? [] : [sentence])],
    events: ['transfer_sent', 'transfer_failed', `transfer_judged:${verdict}`],
  };
}

function taken(verdict: Verdict): Cell['expect'] {
  return {
    verdict,
    ending: 'transfer',
    heard: [PUTTING_THROUGH],
    events: ['transfer_sent', `transfer_judged:${verdict}`],
    noEvents: ['transfer_failed'],
  };
}
