import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  type Room,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import type { Apology } from '../../config/kept-apology.ts';

const FRAME_MS = 20;

/** Says one recorded sentence into a room and resolves when it has been played. */
export async function sayApology(room: Room, apology: Apology): Promise<void> {
  const source = new AudioSource(apology.rate, 1);
  const track = LocalAudioTrack.createAudioTrack('apology', source);
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
  try {
    const publication = await room.localParticipant?.publishTrack(track, options);
    await publication?.waitForSubscription();
    for (const frame of framesOf(apology)) await source.captureFrame(frame);
    await source.waitForPlayout();
  } finally {
    await source.close();
  }
}

/** Hazard: the library sends a frame's buffer from its beginning, so each has a buffer of its own. */
export function* framesOf({ rate, samples }: Apology): Generator<AudioFrame> {
  const size = (rate * FRAME_MS) / 1000;
  for (let at = 0; at < samples.length; at += size) {
    const data = samples.slice(at, at + size);
    yield new AudioFrame(data, rate, 1, data.length);
  }
}
