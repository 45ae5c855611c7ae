import { Room, TrackPublishOptions, TrackSource } from '@livekit/rtc-node';
import { CallerVoice } from '../gateway/caller-voice.ts';
import type { LivekitAccess } from '../stack/livekit-access.ts';
import { LINE_RATE } from '../test/line/tape.ts';
import { Hum } from '../test/line/tones.ts';
import { entryOf } from './room-entry.ts';

/** Milliseconds of a voice that wait. */
const AHEAD_MS = 300;
const VOICE = { hertz: [220, 330, 495], level: 3_000 };

/** Whole periods of each tone, so that one piece follows another without a seam; made once. */
const PIECE_MS = 200;
const PIECE = voiceOf(PIECE_MS);

/** Somebody who hums in a room, in plain Opus, each of its frames sent; returns how to end it. */
export async function steadyVoiceIn(
  access: LivekitAccess,
  name: string,
): Promise<() => Promise<void>> {
  const [room, voice] = [new Room(), new CallerVoice(LINE_RATE)];
  const { token } = await entryOf(access, name, 'speaks');
  await room.connect(access.url, token, { autoSubscribe: false, dynacast: false });
  const source = TrackSource.SOURCE_MICROPHONE;
  const options = new TrackPublishOptions({ source, dtx: false, red: false });
  await room.localParticipant?.publishTrack(voice.track, options);
  const since = performance.now();
  let said = 0;
  const timer = setInterval(() => {
    // Ahead, so that a late timer is no drop-out.
    for (; said * PIECE_MS < performance.now() - since + AHEAD_MS; said += 1) voice.say(PIECE);
  }, PIECE_MS / 2);
  return async () => {
    clearInterval(timer);
    await room.disconnect();
    await voice.close();
  };
}

function voiceOf(length_ms: number): Int16Array {
  const hum = new Hum();
  hum.tone = VOICE;
  return hum.under(new Int16Array((LINE_RATE * length_ms) / 1000));
}
