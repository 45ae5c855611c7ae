import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeskPhone } from '../../web/console/desk/desk-phone.ts';
import type { Microphone } from '../../web/room/call-room.ts';
import { CallFailure } from '../../web/room/call-failure.ts';
import { FakeDesk, FakeLine, ME, problem, queueOf, taken, waiting } from './fake-desk.ts';

let desk: FakeDesk;
let line: FakeLine;
let said: string[];
let phone: DeskPhone;

const settle = () => vi.advanceTimersByTimeAsync(0);
const asked = () => desk.asked.map(({ path }) => path.split('/').at(-1));
let claims = 0;

function granted(path: string): { readonly json: unknown } {
  if (!path.endsWith('/claim')) return { json: taken(1) };
  claims += 1;
  return { json: { entry: taken(1), url: 'wss://room.example', token: `token-${claims}` } };
}

beforeEach(() => {
  vi.useFakeTimers();
  claims = 0;
  said = [];
  line = new FakeLine();
  desk = new FakeDesk(({ path }) => granted(path));
  vi.stubGlobal('fetch', desk.fetch);
  phone = new DeskPhone(() => Promise.resolve(line.ports), {
    name: () => ME,
    changed: () => undefined,
    say: (text) => said.push(text),
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const phase = () => phone.state.hand?.phase;

describe('a call that is taken', () => {
  it('is claimed, joined with its token, and talked in', async () => {
    await phone.take(waiting(1));
    expect(line.joined).toEqual(['token-1']);
    expect(phase()).toBe('talking');
    await phone.mute(true);
    expect([line.muted, phone.state.hand?.muted]).toEqual([true, true]);
    expect(phone.levels().caller).toBeGreaterThan(0);
  });

  it('is not claimed without a microphone, and it is said what to do', async () => {
    line.refuse = new CallFailure('microphone_refused');
    await phone.take(waiting(1));
    expect(asked()).toEqual([]);
    expect(phone.state).toMatchObject({ hand: null, put_down: [] });
    expect(said.join()).toContain('Allow it in the address bar');
  });

  it('is left to whoever was faster', async () => {
    desk.answer = () => problem(409, 'already_claimed');
    await phone.take(waiting(1));
    expect(phone.state.hand).toBeNull();
    expect(said.join()).toContain('Somebody else was faster');
    expect([line.released, line.joined]).toEqual([1, []]);
  });

  it('is kept when its room cannot be joined, to be joined again', async () => {
    line.unreachable = new CallFailure('unreachable');
    await phone.take(waiting(1));
    expect(phase()).toBe('apart');
    line.unreachable = undefined;
    await phone.take(taken(1));
    expect([phase(), line.joined]).toEqual(['talking', ['token-2']]);
  });

  it('is one at a time', async () => {
    await phone.take(waiting(1));
    await phone.take(waiting(2));
    expect(asked()).toEqual(['claim']);
  });

  it('is joined again after the connection was lost', async () => {
    await phone.take(waiting(1));
    line.tell({ type: 'reconnecting' });
    expect(phase()).toBe('reconnecting');
    line.tell({ type: 'reconnected' });
    expect(phase()).toBe('talking');
    line.tell({ type: 'closed', why: 'lost' });
    expect(phase()).toBe('apart');
    await phone.take(taken(1));
    expect([phase(), line.joined]).toEqual(['talking', ['token-1', 'token-2']]);
  });
});

describe('a call that is put down', () => {
  beforeEach(() => phone.take(waiting(1)));

  it('goes back to the character with a note, where there is one', async () => {
    await phone.handBack('She gets a new invoice.');
    expect(desk.asked.at(-1)).toMatchObject({ json: { note: 'She gets a new invoice.' } });
    expect(phone.state.hand).toBeNull();
    expect(line.left).toBe(1);
    await phone.take(waiting(1));
    await phone.handBack('');
    expect(desk.asked.at(-1)?.json).toEqual({});
  });

  it('is over for the caller when it is completed, and nobody is said to have hung up', async () => {
    const done = phone.complete();
    line.tell({ type: 'caller_gone' });
    line.tell({ type: 'closed', why: 'over' });
    await done;
    expect(asked()).toEqual(['claim', 'complete']);
    expect(said).toEqual(['The call with Caller 1 is over.']);
  });

  it('stays in hand when the backend does not answer', async () => {
    desk.answer = () => problem(500, 'internal');
    await phone.complete();
    expect([phase(), line.left]).toEqual(['talking', 0]);
  });

  it('is gone when the backend calls it somebody else’s', async () => {
    desk.answer = () => problem(409, 'not_yours');
    await phone.handBack('');
    expect([phone.state.hand, line.left]).toEqual([null, 1]);
    expect(said.join()).toContain('not yours any more');
  });

  it('has a caller who has hung up', async () => {
    line.tell({ type: 'caller_gone' });
    await settle();
    expect(said).toEqual(['The caller has hung up: Caller 1.']);
    expect([phone.state.hand, line.left, line.released]).toEqual([null, 1, 1]);
  });

  it('is not heard of any more', () => {
    const earlier = line.tell;
    earlier({ type: 'closed', why: 'over' });
    earlier({ type: 'closed', why: 'lost' });
    expect(phone.state.hand).toBeNull();
    expect(said).toHaveLength(1);
  });

  it('is left when the queue does not call it ours any more', () => {
    phone.readQueue(queueOf(taken(1)));
    expect(phase()).toBe('talking');
    phone.readQueue(queueOf());
    expect([phone.state.hand, line.left]).toEqual([null, 1]);
  });

  it('is neither completed nor handed back when the page is left', () => {
    phone.leave();
    expect(asked()).toEqual(['claim']);
    expect([line.left, phone.state.hand]).toEqual([1, null]);
  });
});

describe('a page that is left while a call is being taken', () => {
  it('lets go of the microphone, and takes nothing', async () => {
    let agree: (microphone: Microphone) => void = () => undefined;
    const released = vi.fn();
    line.ports.takeMicrophone = () =>
      new Promise((resolve) => {
        agree = resolve;
      });
    const taking = phone.take(waiting(1));
    await settle();
    phone.leave();
    agree({ release: released });
    await taking;
    expect(released).toHaveBeenCalledOnce();
    expect([asked(), line.joined, phone.state.hand]).toEqual([[], [], null]);
  });

  it('leaves the room that it was about to join', async () => {
    const taking = phone.take(waiting(1));
    const join = line.ports.joinDesk.bind(line.ports);
    line.ports.joinDesk = (...args) => {
      phone.leave();
      return join(...args);
    };
    await taking;
    expect([line.left, line.released, phone.state.hand]).toEqual([1, 1, null]);
  });
});
