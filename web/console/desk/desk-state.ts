import type { DeskEntry, DeskQueue } from '../../../protocol/desk.ts';

/**
 * `apart`: the call is ours, and we are not in its room: after a reload, or a lost connection.
 * `finishing`: it is being handed back or ended.
 */
export type HandPhase =
  'microphone' | 'claiming' | 'joining' | 'talking' | 'reconnecting' | 'apart' | 'finishing';

/** The call that somebody has taken, or is about to. */
export interface Hand {
  readonly entry: DeskEntry;
  readonly phase: HandPhase;
  readonly muted: boolean;
  /** When its room was joined, by the page's clock. */
  readonly joined_at: number | null;
}

/** What the page knows of the desk. */
export interface DeskState {
  /** Null until it was read. */
  readonly queue: DeskQueue | null;
  readonly hand: Hand | null;
  /** Calls that were put down here: the queue may call them ours for a moment longer. */
  readonly put_down: readonly string[];
}

export const EMPTY_HANDED: DeskState = { queue: null, hand: null, put_down: [] };

export type DeskNews =
  | { readonly type: 'queue'; readonly queue: DeskQueue }
  | { readonly type: 'taking'; readonly entry: DeskEntry }
  | { readonly type: 'not_taken' }
  | { readonly type: 'claimed'; readonly entry: DeskEntry }
  | { readonly type: 'joined'; readonly at: number }
  | { readonly type: 'phase'; readonly phase: HandPhase }
  | { readonly type: 'muted'; readonly muted: boolean }
  | { readonly type: 'put_down' };

export function learn(state: DeskState, news: DeskNews, me: string): DeskState {
  const { hand } = state;
  switch (news.type) {
    case 'queue':
      return readQueue(state, news.queue, me);
    case 'taking': {
      if (hand !== null && hand.phase !== 'apart') return state;
      const { entry } = news;
      return { ...state, hand: { entry, phase: 'microphone', muted: false, joined_at: null } };
    }
    case 'not_taken':
      return { ...state, hand: null };
    case 'put_down': {
      if (hand === null) return state;
      return { ...state, hand: null, put_down: [...state.put_down, hand.entry.id] };
    }
    case 'claimed':
      return withHand(state, { entry: news.entry, phase: 'joining' });
    case 'joined':
      return withHand(state, { phase: 'talking', joined_at: news.at });
    case 'phase':
      return withHand(state, { phase: news.phase });
    case 'muted':
      return withHand(state, { muted: news.muted });
  }
}

function withHand(state: DeskState, change: Partial<Hand>): DeskState {
  return state.hand ? { ...state, hand: { ...state.hand, ...change } } : state;
}

function readQueue(state: DeskState, queue: DeskQueue, me: string): DeskState {
  const { hand, put_down } = state;
  const mine = queue.entries.find((one) => isOf(one, me) && !put_down.includes(one.id));
  if (hand === null) {
    const found: Hand | null = mine
      ? { entry: mine, phase: 'apart', muted: false, joined_at: null }
      : null;
    return { ...state, queue, hand: found };
  }
  const now = queue.entries.find(({ id }) => id === hand.entry.id);
  return { ...state, queue, hand: now ? { ...hand, entry: now } : hand };
}

export function isOf({ state, claimed_by }: DeskEntry, name: string): boolean {
  return claimed_by === name && (state === 'claimed' || state === 'connected');
}

/** Whether the call in hand is nobody's or somebody else's by now. */
export function isOursNoMore({ queue, hand }: DeskState, me: string): boolean {
  if (queue === null || hand === null) return false;
  if (!HELD.includes(hand.phase)) return false;
  return !queue.entries.some((one) => one.id === hand.entry.id && isOf(one, me));
}

const HELD: readonly HandPhase[] = ['talking', 'reconnecting', 'apart'];

export function waitingIn(queue: DeskQueue | null): readonly DeskEntry[] {
  return queue?.entries.filter(({ state }) => state === 'waiting') ?? [];
}

/** Who has come into the queue; of a queue that is read for the first time, nobody. */
export function newcomers(before: DeskQueue | null, now: DeskQueue | null): readonly DeskEntry[] {
  if (before === null) return [];
  const known = new Set(before.entries.map(({ id }) => id));
  return waitingIn(now).filter(({ id }) => !known.has(id));
}
