import type { CallRecord, RecordedEvent } from '../../../protocol/call-record.ts';
import type { Cast } from '../cast.ts';
import { nameOf } from '../cast.ts';
import { lineOf } from '../parts/event-line.ts';
import { isAudible, type Laid } from './levels.ts';

/** What changes who is at the other end. */
const MARKED = {
  handoff_committed: 'handoff',
  handoff_rolled_back: 'handoff',
  transfer_sent: 'transfer',
  transfer_judged: 'transfer',
  desk_enqueued: 'transfer',
  desk_claimed: 'transfer',
  desk_returned: 'transfer',
} as const;

/** A moment that is marked on the band. */
export interface Mark {
  readonly at_ms: number;
  readonly kind: 'handoff' | 'transfer';
  readonly title: string;
}

export function marksOf({ events, started_at }: CallRecord, laid: Laid, cast: Cast): Mark[] {
  return events.flatMap((event) => {
    if (!isMarked(event.type)) return [];
    const at_ms = Date.parse(event.at) - Date.parse(started_at);
    if (at_ms < 0 || at_ms > laid.length_ms) return [];
    return [{ at_ms, kind: MARKED[event.type], title: lineOf(event, cast).title }];
  });
}

function isMarked(type: string): type is keyof typeof MARKED {
  return type in MARKED;
}

/** Who is heard at a moment of a call, and in which words. */
export interface AtMoment {
  readonly who: string;
  /** Empty where no words are known. */
  readonly words: string;
}

/** Milliseconds around a moment in which a pause between two words lies. */
const PAUSE_MS = 700;

/** A turn is told when it has been said: at a moment within it, it is the next one of that side. */
export function atMoment(record: CallRecord, laid: Laid, at_ms: number, cast: Cast): AtMoment {
  const sides = (['caller', 'agent'] as const).filter((side) => hears(laid, side, at_ms));
  if (sides.length === 0) {
    const measured = laid.caller[columnOf(laid, at_ms)] !== null;
    return { who: measured ? 'Nobody is heard' : 'Not measured', words: '' };
  }
  const at = Date.parse(record.started_at) + at_ms;
  const said = sides.flatMap((side) => {
    const turn = record.events.find(
      (event) => event.type === 'turn' && event.role === side && Date.parse(event.at) >= at,
    );
    return turn?.type === 'turn' ? [turn] : [];
  });
  const names = sides.map((side) =>
    side === 'caller' ? 'Caller' : nameOf(cast, onLine(record.events, at) ?? ''),
  );
  return { who: names.join(' and '), words: said.map(({ text }) => text).join(' · ') };
}

/** The character that has the call at a moment. */
function onLine(events: readonly RecordedEvent[], at: number): string | undefined {
  const before = events.filter((event) => Date.parse(event.at) <= at);
  const last = before.findLast(
    (event) => event.type === 'handoff_committed' || event.type === 'call_started',
  );
  if (last?.type === 'handoff_committed') return last.to;
  if (last?.type === 'call_started') return last.character;
  const first = events.find((event) => event.type === 'call_started');
  return first?.type === 'call_started' ? first.character : undefined;
}

/** The moment that a key of the band leads to; undefined: the key is not one of its. */
export function momentByKey(
  key: string,
  at_ms: number,
  { length_ms }: Pick<Laid, 'length_ms'>,
  marks: readonly Mark[],
): number | undefined {
  const step = Math.max(1000, length_ms / 200);
  const places = marks.map((mark) => mark.at_ms);
  const to: Record<string, number | undefined> = {
    ArrowRight: Math.min(length_ms, at_ms + step),
    ArrowUp: Math.min(length_ms, at_ms + step),
    ArrowLeft: Math.max(0, at_ms - step),
    ArrowDown: Math.max(0, at_ms - step),
    PageUp: places.find((place) => place > at_ms) ?? length_ms,
    PageDown: places.findLast((place) => place < at_ms) ?? 0,
    Home: 0,
    End: length_ms,
  };
  return to[key];
}

function hears(laid: Laid, side: 'caller' | 'agent', at_ms: number): boolean {
  const [from, to] = [columnOf(laid, at_ms - PAUSE_MS), columnOf(laid, at_ms + PAUSE_MS)];
  const here = laid[side].slice(columnOf(laid, at_ms), columnOf(laid, at_ms) + 1);
  if (here.some(isAudible)) return true;
  // A pause between two words of the same sentence.
  const before = laid[side].slice(from, columnOf(laid, at_ms)).some(isAudible);
  const after = laid[side].slice(columnOf(laid, at_ms) + 1, to + 1).some(isAudible);
  return before && after;
}

function columnOf({ length_ms, caller }: Laid, at_ms: number): number {
  const column = Math.floor((at_ms / length_ms) * caller.length);
  return Math.min(caller.length - 1, Math.max(0, column));
}
