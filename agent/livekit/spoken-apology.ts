import {
  AudioSource,
  LocalAudioTrack,
  type Room,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import type { KeptSound } from '../../config/kept-sound.ts';
import { framesOf } from './sound-frames.ts';

const FRAME_MS = 20;

/** Says one recorded sentence into a room and resolves when it has been played. */
export async function sayApology(room: Room, apology: KeptSound): Promise<void> {
  const source = new AudioSource(apology.rate, 1);
  const track = LocalAudioTrack.createAudioTrack('apology', source);
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
  try {
    const publication = await room.localParticipant?.publishTrack(track, options);
    await publication?.waitForSubscription();
    for (const frame of framesOf(apology, FRAME_MS)) await source.captureFrame(frame);
    await source.waitForPlayout();
  } finally {
    await source.close();
  }
}
