import { Readable } from 'node:stream';
import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  Room,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import { AccessToken } from 'livekit-server-sdk';
import { withoutSilentEdges } from '../../agent/livekit/silent-edges.ts';
import { Ear } from '../../test/line/ear.ts';
import { slice } from '../../test/live/pcm.ts';
import { startTestLivekit, type TestLivekit } from '../../test/live/stack.ts';
import { findSwapGap } from '../../test/live/swap-gap.ts';
import { middleAndTail, type Group } from '../group.ts';
import { ReadyVoices } from '../providers/ready-voices.ts';

const NAME = 'the least silence between these two voices';
const RATE = 24_000;
const FRAME = RATE / 50;
const OLD = {
  voice: 'nova',
  text: 'One moment please, I am connecting you to our billing specialist.',
};
const NEW = { voice: 'onyx', text: 'Hello, this is the billing specialist. I see your invoice.' };
const REST_MS = 2_000;
const LIMIT_MS = 30_000;

/**
 * The two sentences of the announced handoff without a program around them: the second is ready, and
 * given at once when the audio source says that the first was played. What is silent between them at
 * the ear is the path's and the recordings' own, and in every silence at a handoff.
 */
export const floor: Group = {
  name: 'floor',
  alone: true,
  planned: middleAndTail({ name: NAME, unit: 'ms', aim: { at_most: 100 }, series: NAME }),
  measure: async ({ runs, say }) => {
    const livekit = await startTestLivekit();
    try {
      const values = await gapsOf(livekit, runs);
      say(`${NAME}: ${values.join(', ')} ms`);
      return { series: [{ name: NAME, unit: 'ms', values: { baton: values } }] };
    } finally {
      await livekit.stop();
    }
  },
};

async function gapsOf(livekit: TestLivekit, runs: number): Promise<number[]> {
  const [speaker, listener, ear] = [new Room(), new Room(), new Ear()];
  const source = new AudioSource(RATE, 1);
  const voices = new ReadyVoices();
  ear.open();
  listener.on(RoomEvent.TrackSubscribed, (track) => {
    if (track.kind === TrackKind.KIND_AUDIO) ear.add(track);
  });
  try {
    await join(livekit, listener, 'listener');
    await join(livekit, speaker, 'speaker');
    const track = LocalAudioTrack.createAudioTrack('voice', source);
    const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
    const published = await speaker.localParticipant?.publishTrack(track, options);
    await published?.waitForSubscription();
    const [old, fresh] = [await spoken(voices, OLD), await spoken(voices, NEW)];
    const gaps: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const from = ear.position_ms();
      await play(source, old);
      await play(source, fresh);
      const over = await ear.tape.untilSilence(REST_MS, { after_ms: from, limit_ms: LIMIT_MS });
      gaps.push(findSwapGap(slice(ear.heard(), from, over)).silence_ms);
    }
    return gaps;
  } finally {
    ear.close();
    await Promise.all([speaker.disconnect(), listener.disconnect()]);
    await source.close();
    await voices.close();
  }
}

async function join({ access }: TestLivekit, room: Room, identity: string): Promise<void> {
  const token = new AccessToken(access.key, access.secret, { identity });
  token.addGrant({ roomJoin: true, room: 'floor' });
  const jwt = await token.toJwt();
  await room.connect(access.url, jwt, { autoSubscribe: true, dynacast: false });
}

/** As Baton plays it: without the padding around it. */
async function spoken(voices: ReadyVoices, { text, voice }: typeof OLD): Promise<AudioFrame[]> {
  const bytes = await voices.speak(text, voice, RATE);
  const pcm = new Int16Array(Uint8Array.from(bytes).buffer);
  const frames: AudioFrame[] = [];
  const all = Array.from({ length: Math.ceil(pcm.length / FRAME) }, (_, n) => {
    const data = pcm.slice(n * FRAME, (n + 1) * FRAME);
    return new AudioFrame(data, RATE, 1, data.length);
  });
  for await (const frame of withoutSilentEdges(Readable.from(all))) frames.push(frame);
  return frames;
}

/** Resolves when the source says that it was played to its end. */
async function play(source: AudioSource, frames: readonly AudioFrame[]): Promise<void> {
  for (const frame of frames) await source.captureFrame(frame);
  await source.waitForPlayout();
}
