import { EventEmitter, once } from 'node:events';
import type {
  Gone,
  OpenRoom,
  RoomCall,
  RoomListener,
  StreamFacts,
} from '../../gateway/room-call.ts';
import { PATIENCE_MS } from '../patience.ts';

/** A room of nobody: what came of the caller, and the listener to tell it what happens. */
export interface FakeRoom {
  readonly stream: StreamFacts;
  readonly rate: number;
  readonly listener: RoomListener;
  readonly heard: Int16Array[];
  readonly keys: string[];
  readonly left: Gone[];
}

/** A door to rooms that stand only in this process. */
export class FakeDoor {
  readonly rooms: FakeRoom[] = [];
  readonly #changed = new EventEmitter().setMaxListeners(0);
  /** What opening waits for; rejects where no room can be opened. */
  ready: Promise<void> = Promise.resolve();

  readonly open: OpenRoom = async (_name, stream, rate, listener) => {
    await this.ready;
    const room: FakeRoom = { stream, rate, listener, heard: [], keys: [], left: [] };
    const call: RoomCall = {
      hear: (pcm) => {
        room.heard.push(pcm);
        this.#changed.emit('changed');
      },
      press: (digit) => {
        room.keys.push(digit);
        this.#changed.emit('changed');
      },
      leave: (how) => {
        if (room.left.length === 0) room.left.push(how);
        this.#changed.emit('changed');
        return Promise.resolve();
      },
    };
    this.rooms.push(room);
    this.#changed.emit('changed');
    return call;
  };

  /** The last room, as soon as it fits. */
  async until(fits: (room: FakeRoom) => boolean): Promise<FakeRoom> {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    for (;;) {
      const room = this.rooms.at(-1);
      if (room && fits(room)) return room;
      await once(this.#changed, 'changed', { signal });
    }
  }
}
