import type { CallRecord } from '../protocol/call-record.ts';
import { windowLevels, WINDOW_MS } from '../test/live/audible.ts';
import { slice, type Recording } from '../test/live/pcm.ts';
import { browserCaller } from './callers/browser.ts';
import type { Caller } from './callers/caller.ts';
import { streamCaller } from './callers/stream.ts';
import { telephoneCaller } from './callers/telephone.ts';
import { Hearing } from './heard.ts';
import type { House } from './house.ts';
import { detailOf, faultsOf } from './judge.ts';
import { leaksOf } from './leaks.ts';
import { Play } from './play.ts';
import type { BundleKind } from './providers/backend-way.ts';
import type { Channel, Tried } from './result.ts';
import { CALLER, SAYS, Script } from './script.ts';
import type { UntilAsked } from './switchboard.ts';
import type { Cell, Row } from './table-shapes.ts';

const NO_RECORD_LIMIT_MS = 3_000;
/** Levels a second in the picture. */
const LEVELS_PER_S = 10;
/** Quieter than this is silence in the picture, in dB below full scale. */
const FLOOR_DB = 60;

/** A call that is over, and what is still to be found out about it. */
export interface MadeCall {
  /** Resolves when what it left behind was waited for; other calls may be made meanwhile. */
  readonly judged: Promise<Tried>;
}

/** Where a call belongs in the table. */
export interface Place {
  readonly row: Row;
  readonly channel: Channel;
  readonly cell: Cell;
}

/** Makes the call of one cell; resolves when it is over. */
export async function tryCell(house: House, place: Place, number: string): Promise<MadeCall> {
  const { channel, cell } = place;
  const since = performance.now();
  const script = new Script();
  cell.script?.(script);
  for (const [kind, fault] of Object.entries(cell.bundles ?? {}))
    house.way.breaks(script, kind as BundleKind, fault);
  house.whose.add(number, script);
  const faults: string[] = [];
  const begun = begin(house, { cell, channel, script, number });
  const call = await begun.catch((fault: unknown) => {
    faults.push(`nobody could call: ${inShort(fault)}`);
    return null;
  });
  if (!call) return { judged: Promise.resolve(notMade(place, faults, since)) };
  try {
    if (!cell.fromTheStart) await call.play.greeted();
    await call.connect();
    await cell.play(call.play);
    if (cell.goesOn) await goOn(call.play);
  } catch (fault) {
    faults.push(`the cell broke off: ${inShort(fault)}`);
  }
  await call.caller.hangUp().catch((fault: unknown) => faults.push(inShort(fault)));
  house.way.mend(script);
  const took_ms = Math.round(performance.now() - since);
  return { judged: judge(house, place, { call, faults, took_ms }) };
}

/** A call that did not even come about. */
function notMade({ row, channel }: Place, because: string[], since: number): Tried {
  const { fault, kind, title } = row;
  return {
    ...{ fault, kind, title, channel, state: 'failed', because },
    ...{
      heard: [],
      levels: [],
      deeds: [],
      requests: [],
      events: [],
      verdict: 'none',
      ending: 'no record',
    },
    leaks: { room: null, processes: [], webhooks: [], waited_ms: 0 },
    took_ms: Math.round(performance.now() - since),
  };
}

interface Over {
  readonly call: Begun;
  /** What went wrong while it was made. */
  readonly faults: readonly string[];
  readonly took_ms: number;
}

async function judge(
  house: House,
  { row, channel, cell }: Place,
  { call, faults, took_ms }: Over,
): Promise<Tried> {
  const sound = call.caller.heard();
  const hearing = await Hearing.of(sound);
  const record = await recordAtTheEnd(call.caller, cell);
  const where = { room: record?.room ?? call.room(), session_id: record?.session_id ?? null };
  const leaks = await leaksOf(house, where);
  const because = [...faults, ...(await faultsOf(cell, { hearing, record, leaks }))];
  return {
    fault: row.fault,
    kind: row.kind,
    title: row.title,
    channel,
    state: because.length === 0 ? 'held' : 'failed',
    because,
    ...(cell.remark !== undefined && { remark: cell.remark }),
    heard: [...hearing.spans],
    levels: levelsOf(sound),
    deeds: [...call.play.deeds, ...faultsMet(call.play.script, sound)],
    requests: requestsOf(call.play.script, sound),
    events: eventsOf(record, sound),
    verdict: record?.result.verdict ?? 'none',
    ending: record?.disconnected_by ?? 'no record',
    leaks,
    took_ms,
  };
}

const PROVIDERS = { chat: 'model', speech: 'voice', listen: 'recogniser' } as const;

interface Begun {
  readonly caller: Caller;
  readonly play: Play;
  /** From now on the line's answers are this call's. */
  readonly connect: () => Promise<void>;
  /** As far as it is known. */
  readonly room: () => string;
}

async function begin(
  house: House,
  {
    cell,
    channel,
    script,
    number,
  }: { cell: Cell; channel: Channel; script: Script; number: string },
): Promise<Begun> {
  let room = '';
  let asked: UntilAsked | undefined;
  const caller = await callerOn(house, channel, { number, script, cell });
  if ('leg' in caller) room = (caller.leg as { room: string }).room;
  const connect = async (): Promise<void> => {
    if (cell.unrecorded) return;
    if (room === '') room = (await caller.record(() => true)).room;
    const { refer = { ok: true }, dial = 'no_answer' } = cell.line ?? {};
    asked = house.board.connect(room, { refer, dial });
  };
  const line = (): UntilAsked => {
    if (!asked) throw new Error('The line of this call is not known yet.');
    return asked;
  };
  return { caller, connect, room: () => room, play: new Play(house, caller, script, line) };
}

function callerOn(
  house: House,
  channel: Channel,
  { number, script, cell }: { number: string; script: Script; cell: Cell },
): Promise<Caller> {
  switch (channel) {
    case 'telephone':
      return telephoneCaller(house, number, cell.trunk);
    case 'stream':
      return streamCaller(house, number);
    case 'browser':
      return browserCaller(house, (session_id) => {
        house.whose.add(session_id, script);
      });
  }
}

/** No answer is shorter. */
const A_WORD_MS = 200;

/** The caller is still served: a question is answered. */
async function goOn(play: Play): Promise<void> {
  const asked = await play.asks(CALLER.hours);
  let [from, to] = [asked, asked];
  // What was being said may flicker up once more before the answer.
  do {
    from = await play.begins(to);
    to = await play.caller.untilSilence(1200, { after_ms: from });
  } while (to - from < A_WORD_MS);
  const hearing = await Hearing.of(slice(play.caller.heard(), asked));
  if (!(await hearing.holds(SAYS.hours)))
    throw new Error(`the call does not go on; heard “${hearing.words}”`);
  await play.hangsUp();
}

/** A call that was never opened has no record, or one without an end: nobody waits for one long. */
async function recordAtTheEnd(caller: Caller, cell: Cell): Promise<CallRecord | null> {
  const ended = caller.record(({ ended_at }) => ended_at !== null);
  if (!cell.unrecorded) return ended.catch(() => null);
  const limit = new Promise<null>((resolve) => setTimeout(resolve, NO_RECORD_LIMIT_MS, null));
  return Promise.race([ended.catch(() => null), limit]);
}

/** Where a provider did what the table says. */
function faultsMet({ requests }: Script, { startedAt }: Recording): Tried['deeds'] {
  return requests.flatMap(({ at, kind, fault }) =>
    fault === null ? [] : [{ at_ms: at - startedAt, what: `${PROVIDERS[kind]}: ${fault}` }],
  );
}

function requestsOf({ requests }: Script, { startedAt }: Recording): Tried['requests'] {
  return requests.map(({ at, kind }) => ({ at_ms: at - startedAt, to: PROVIDERS[kind] }));
}

function eventsOf(record: CallRecord | null, { startedAt }: Recording): Tried['events'] {
  return (record?.events ?? [])
    .filter(({ type }) => type !== 'sound')
    .map((event) => ({
      at_ms: Date.parse(event.at) - startedAt,
      type: event.type,
      detail: detailOf(event),
    }));
}

function levelsOf({ pcm, rate }: Recording): number[] {
  const levels = windowLevels(pcm, rate);
  const each = 1000 / WINDOW_MS / LEVELS_PER_S;
  return Array.from({ length: Math.ceil(levels.length / each) }, (_, at) => {
    const loudest = Math.max(1, ...levels.slice(at * each, (at + 1) * each));
    const level = 1 + (20 * Math.log10(loudest / 32_768)) / FLOOR_DB;
    return Math.round(Math.max(0, Math.min(1, level)) * 100) / 100;
  });
}

function inShort(fault: unknown): string {
  const text = fault instanceof Error ? fault.message : String(fault);
  return (text.split('\n')[0] ?? '').slice(0, 300);
}
