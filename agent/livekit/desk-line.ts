import { type RemoteParticipant, type Room, RoomEvent } from '@livekit/rtc-node';
import type { DeskPort } from '../../call/ports.ts';
import { DESK_ATTRIBUTE } from '../../protocol/desk.ts';
import { Waiting } from './hold-music.ts';
import { untilHeard } from './trunk.ts';

/** What happens at the desk in the caller's own room. */
export type DeskLine = Pick<DeskPort, 'hold' | 'watchPerson' | 'bothTalk'>;

export interface DeskLineOptions {
  readonly room: Room;
  readonly caller: string;
  readonly report: (what: string, fault: unknown) => void;
}

/** Makes the line on which a caller waits for somebody at the desk. */
export function createDeskLine({ room, caller, report }: DeskLineOptions): DeskLine {
  let waiting: Waiting | null = null;
  const person = (id: string) =>
    [...room.remoteParticipants.values()].find((who) => hasTaken(who, id))?.identity;
  return {
    // One player a wait: it joins the room with a track of its own.
    hold: {
      play: () => (waiting ??= new Waiting(room, report)).play(),
      pause: () => waiting?.pause(),
      tone: async () => {
        await waiting?.tone();
      },
      end: async () => {
        const ended = waiting;
        waiting = null;
        await ended?.end();
      },
    },
    watchPerson(id, told) {
      let there = person(id) !== undefined;
      const look = (who: RemoteParticipant) => {
        const now = person(id) !== undefined;
        if (!hasTaken(who, id) || now === there) return;
        there = now;
        told(now);
      };
      room.on(RoomEvent.ParticipantConnected, look);
      room.on(RoomEvent.ParticipantDisconnected, look);
      told(there);
      return () => {
        room.off(RoomEvent.ParticipantConnected, look);
        room.off(RoomEvent.ParticipantDisconnected, look);
      };
    },
    bothTalk: (id, limit_ms) => untilHeard(room, [caller, person(id) ?? ''], limit_ms),
  };
}

function hasTaken({ attributes }: RemoteParticipant, id: string): boolean {
  return attributes[DESK_ATTRIBUTE] === id;
}
