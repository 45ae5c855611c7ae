import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Microphone, RoomPorts } from '../../web/room/call-room.ts';
import { CallController } from '../../web/widget/call-controller.ts';
import { phaseOf } from '../../web/widget/call-view.ts';
import { FakeRoom } from './fake-room.ts';

const ORDER = { server: 'http://127.0.0.1' };
const settle = () => vi.advanceTimersByTimeAsync(0);

const make = (room: FakeRoom, ports: Partial<RoomPorts> = {}) =>
  new CallController(
    () => Promise.resolve({ ...room.ports, ...ports }),
    () => undefined,
  );

describe('a call carried by the widget', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('rings twenty seconds for an agent, then gives up and leaves the room', async () => {
    const room = new FakeRoom();
    const call = make(room);
    await call.start(ORDER, true);
    await vi.advanceTimersByTimeAsync(19_900);
    expect(phaseOf(call.view)).toBe('waiting_for_agent');
    await vi.advanceTimersByTimeAsync(200);
    expect(call.view.phase).toEqual({ name: 'failed', failure: 'no_agent' });
    expect(room.left).toBe(1);
  });

  it('lets go of the microphone when the caller hangs up at the question for it', async () => {
    const released = vi.fn();
    let agree: (microphone: Microphone) => void = () => undefined;
    const takeMicrophone = () =>
      new Promise<Microphone>((resolve) => {
        agree = resolve;
      });
    const call = make(new FakeRoom(), { takeMicrophone });
    void call.start(ORDER, true);
    await settle();
    call.hangUp();
    agree({ release: released });
    await settle();
    expect(released).toHaveBeenCalledOnce();
    expect(phaseOf(call.view)).toBe('ended');
  });

  it('does not hear a room that an earlier call left', async () => {
    const room = new FakeRoom();
    const call = make(room);
    await call.start(ORDER, true);
    const earlier = room.tell.bind(room);
    call.hangUp();
    await settle();
    earlier({ type: 'handoff_announced', agentName: 'Ghost' });
    expect(phaseOf(call.view)).toBe('ended');
  });

  it('goes on by typing when the microphone is refused', async () => {
    const room = new FakeRoom();
    room.failure = 'microphone_refused';
    const call = make(room);
    await call.start(ORDER, true);
    expect(call.view.phase).toEqual({ name: 'failed', failure: 'microphone_refused' });
    room.failure = undefined;
    await call.start(ORDER, false);
    await call.type('Hello');
    expect(room.sent).toEqual(['Hello']);
  });

  it('says so when a typed sentence did not get through', async () => {
    const room = new FakeRoom();
    const joinRoom: RoomPorts['joinRoom'] = async (...all) => ({
      ...(await room.ports.joinRoom(...all)),
      sendText: () => Promise.reject(new Error('offline')),
    });
    const call = make(room, { joinRoom });
    await call.start(ORDER, false);
    await call.type('Hello');
    expect(call.view.transcript).toMatchObject([{ text: 'Hello', undelivered: true }]);
  });
});
