import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  type Room,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import type { Apology } from '../apology.ts';

const FRAME_MS = 20;

/** Says one recorded sentence into a room and resolves when it has been played. */
export async function sayApology(room: Room, apology: Apology): Promise<void> {
  const source = new AudioSource(apology.rate, 1);
  const track = LocalAudioTrack.createAudioTrack('apology', source);
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
  try {
    const publication = await room.localParticipant?.publishTrack(track, options);
    await publication?.waitForSubscription();
    const size = (apology.rate * FRAME_MS) / 1000;
    for (let at = 0; at < apology.samples.length; at += size) {
      // Hazard: rtc-node (0.13.35) plays the beginning of a view's buffer, whatever part the view is of.
      const samples = apology.samples.slice(at, at + size);
      await source.captureFrame(new AudioFrame(samples, apology.rate, 1, samples.length));
    }
    await source.waitForPlayout();
  } finally {
    await source.close();
  }
}
