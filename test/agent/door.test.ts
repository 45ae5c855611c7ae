import { initializeLogger, voice } from '@livekit/agents';
import { Room } from '@livekit/rtc-node';
import { afterEach, describe, expect, it } from 'vitest';
import { hearByPackets } from '../../agent/livekit/ear-frames.ts';
import { paceTranscript } from '../../agent/livekit/transcript-pace.ts';

initializeLogger({ pretty: false, level: 'silent' });

let door: voice.RoomIO | undefined;
afterEach(() => door?.close());

function started(): voice.RoomIO {
  const session = new voice.AgentSession({});
  session.updateAgent(new voice.Agent({ instructions: 'A character.' }));
  door = new voice.RoomIO({ agentSession: session, room: new Room(), participant: 'caller' });
  door.start();
  return door;
}

describe('with this version of the framework', () => {
  it("the transcript can be paced, so that no voice waits for the old one's words", () => {
    expect(paceTranscript(started())).toBe(true);
  });

  it('a caller can be heard a packet at a time', () => {
    expect(hearByPackets(started())).toBe(true);
  });
});
