import type { StreamCaller } from '../protocol/session.ts';
import type { ReverseTransferAnswer } from '../protocol/stream-rpc.ts';
import type { HangupReason } from '../protocol/telephony-frame.ts';

/** Who is brought into a room. */
export type StreamFacts = Omit<StreamCaller, 'identity'>;

/** How a caller has gone. */
export type Gone = 'hung_up' | 'connection_lost';

/** A caller's place in a room of its own. */
export interface RoomCall {
  /** What the caller says, at the stream's rate. */
  hear(pcm: Int16Array): void;
  press(digit: string): void;
  /** Safe twice. Never rejects. */
  leave(how: Gone): Promise<void>;
}

/** What happens in the room. */
export interface RoomListener {
  /** 20 ms of somebody, at the stream's rate. */
  readonly sound: (who: string, frame: Int16Array) => void;
  readonly silent: (who: string) => void;
  /** Nobody else is there, or somebody has come. */
  readonly alone: (now: boolean) => void;
  readonly ended: (reason: HangupReason) => void;
  /** The room's agent asks for it. */
  readonly clear: () => void;
  readonly reverseTransfer: (transferno: string) => Promise<ReverseTransferAnswer>;
}

/** Makes a room of that name, asks the worker into it, and joins. Rejects when that cannot be. */
export type OpenRoom = (
  name: string,
  stream: StreamFacts,
  rate: number,
  listener: RoomListener,
) => Promise<RoomCall>;
