import { EventEmitter } from 'node:events';
import { type RemoteParticipant, type Room, RoomEvent } from '@livekit/rtc-node';
import { describe, expect, it } from 'vitest';
import { joined } from '../../agent/livekit/until-room.ts';

const NEVER = new AbortController().signal;

function emptyRoom() {
  const remoteParticipants = new Map<string, RemoteParticipant>();
  return Object.assign(new EventEmitter(), { remoteParticipants }) as unknown as Room &
    EventEmitter & { remoteParticipants: typeof remoteParticipants };
}

describe('whoever has answered a telephone', () => {
  it('is there although the news of it comes after the answer', async () => {
    const room = emptyRoom();
    const waiting = joined(room, 'sip_1', NEVER);
    const who = { identity: 'sip_1' } as unknown as RemoteParticipant;
    room.remoteParticipants.set('sip_1', who);
    room.emit(RoomEvent.ParticipantConnected, who);
    expect(await waiting).toBe(who);
  });

  it('is not waited for once the call is over', async () => {
    const over = new AbortController();
    const waiting = joined(emptyRoom(), 'sip_1', over.signal);
    over.abort();
    expect(await waiting).toBeUndefined();
  });
});
