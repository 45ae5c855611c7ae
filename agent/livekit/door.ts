import { voice } from '@livekit/agents';
import type { Room } from '@livekit/rtc-node';
import { EAR_RATE, hearByPackets } from './ear-frames.ts';
import { paceTranscript } from './transcript-pace.ts';

/** What of a caller is let in besides the voice. */
export interface DoorKeeper {
  /** The caller has typed a line. */
  typed(text: string): void;
}

const TYPED_LIMIT = 2000;

/**
 * Connects a session to a room through audio, transcription and typed text, and nothing else.
 *
 * Hazard: `session.start({ room })` would also start a SessionHost, which answers any linked
 * participant, a browser too, with the instructions, the tools and the whole context, and runs
 * input for it. So the RoomIO is built here and the session is started without a room.
 */
export function openDoor(
  session: voice.AgentSession,
  room: Room,
  caller: string,
  keeper: DoorKeeper,
): voice.RoomIO {
  const door = new voice.RoomIO({
    agentSession: session,
    room,
    participant: caller,
    inputOptions: {
      audioSampleRate: EAR_RATE,
      // Who is gone, and what that means to a transfer, is for the call to say: see `caller.ts`.
      closeOnDisconnect: false,
      textInputCallback: (_session, event) => {
        const text = event.text.trim().slice(0, TYPED_LIMIT);
        if (text) keeper.typed(text);
      },
    },
  });
  door.start();
  hearByPackets(door);
  paceTranscript(door);
  return door;
}
