import { initializeLogger, voice } from '@livekit/agents';
import { Room } from '@livekit/rtc-node';
import { afterEach, describe, expect, it } from 'vitest';
import { paceTranscript } from '../../agent/livekit/transcript-pace.ts';

initializeLogger({ pretty: false, level: 'silent' });

let door: voice.RoomIO | undefined;
afterEach(() => door?.close());

describe('the transcript beside the voice', () => {
  it("can be paced with this version of the framework, so that no voice waits for the old one's words", () => {
    const session = new voice.AgentSession({});
    session.updateAgent(new voice.Agent({ instructions: 'A character.' }));
    door = new voice.RoomIO({ agentSession: session, room: new Room(), participant: 'caller' });
    door.start();
    expect(paceTranscript(door)).toBe(true);
  });
});
