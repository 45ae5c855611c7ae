import { describe, expect, it } from 'vitest';
import {
  EMPTY_HANDED,
  isOursNoMore,
  learn,
  newcomers,
  waitingIn,
  type DeskNews,
  type DeskState,
} from '../../web/console/desk/desk-state.ts';
import { isCaller } from '../../web/room/desk-room.ts';
import { ME, queueOf, taken, waiting } from './fake-desk.ts';

const after = (...all: DeskNews[]): DeskState =>
  all.reduce((state, news) => learn(state, news, ME), EMPTY_HANDED);
const read = (...entries: Parameters<typeof queueOf>): DeskNews => ({
  type: 'queue',
  queue: queueOf(...entries),
});
const inHand: DeskNews[] = [
  { type: 'taking', entry: waiting(1) },
  { type: 'claimed', entry: taken(1) },
  { type: 'joined', at: 5 },
];

describe('the queue of the desk', () => {
  it('counts those who wait, not those who are being helped', () => {
    expect(waitingIn(queueOf(waiting(1), taken(2, 'bob'))).map(({ id }) => id)).toEqual([
      waiting(1).id,
    ]);
    expect(waitingIn(null)).toEqual([]);
  });

  it('knows who has just come, and calls nobody new when it is read for the first time', () => {
    const before = queueOf(waiting(1));
    const now = queueOf(waiting(1), waiting(2), taken(3, 'bob'));
    expect(newcomers(before, now).map(({ caller }) => caller)).toEqual(['Caller 2']);
    expect(newcomers(null, now)).toEqual([]);
  });
});

describe('a call in hand', () => {
  it('is the only one', () => {
    const state = after(...inHand, { type: 'taking', entry: waiting(2) });
    expect(state.hand?.entry.id).toBe(waiting(1).id);
  });

  it('is found again in the queue after a reload, and is not on the line', () => {
    expect(after(read(waiting(1), taken(2))).hand).toMatchObject({
      entry: taken(2),
      phase: 'apart',
    });
    expect(after(read(taken(2, 'bob'))).hand).toBeNull();
  });

  it('that was put down is not found again, though the queue calls it ours for a moment', () => {
    const state = after(...inHand, { type: 'put_down' }, read(taken(1)));
    expect(state.hand).toBeNull();
  });

  it('learns its summary from the queue', () => {
    const state = after(...inHand, read({ ...taken(1), summary: 'A wrong invoice.' }));
    expect(state.hand).toMatchObject({
      phase: 'talking',
      entry: { summary: 'A wrong invoice.' },
    });
  });

  it('is ours no more once the queue does not say so', () => {
    expect(isOursNoMore(after(...inHand, read(taken(1))), ME)).toBe(false);
    expect(isOursNoMore(after(...inHand, read()), ME)).toBe(true);
    expect(isOursNoMore(after(...inHand, read(waiting(1))), ME)).toBe(true);
    expect(isOursNoMore(after(...inHand, read(taken(1, 'bob'))), ME)).toBe(true);
  });

  it('is not doubted while it is being taken or finished', () => {
    const taking = after({ type: 'taking', entry: waiting(1) }, read());
    const finishing = after(...inHand, { type: 'phase', phase: 'finishing' }, read());
    expect(isOursNoMore(taking, ME)).toBe(false);
    expect(isOursNoMore(finishing, ME)).toBe(false);
  });
});

describe('the caller in a room', () => {
  it('is neither a character nor anybody at the desk', () => {
    expect(isCaller({ isAgent: false, attributes: {} })).toBe(true);
    expect(isCaller({ isAgent: true, attributes: {} })).toBe(false);
    expect(isCaller({ isAgent: false, attributes: { 'baton.desk': 'x' } })).toBe(false);
  });
});
