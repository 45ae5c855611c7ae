import type { voice } from '@livekit/agents';
import { AudioStream, type Track } from '@livekit/rtc-node';

/** Hertz at which a caller is heard: what all who listen want, and would else resample frame by frame. */
export const EAR_RATE = 16_000;
/** Milliseconds of sound in a packet; WebRTC itself hands on 10 at a time, which is twice the work. */
const FRAME_MS = 20;

interface Input {
  createStream: (track: Track) => AudioStream;
}

/**
 * Has a door hand on what it hears a packet at a time. To be called in the tick in which it was started.
 *
 * Hazard: the framework has no public setting for it; where it changes, `test/agent/door.test.ts` says so.
 */
export function hearByPackets(door: voice.RoomIO): boolean {
  const input: unknown = Reflect.get(door, 'audioInput');
  if (!isInput(input)) return false;
  input.createStream = (track) =>
    new AudioStream(track, { sampleRate: EAR_RATE, numChannels: 1, frameSizeMs: FRAME_MS });
  return true;
}

function isInput(value: unknown): value is Input {
  return typeof (value as Partial<Input> | undefined)?.createStream === 'function';
}
