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
/** Without waiting for the source's word: what is left is the recordings' own. */
const AT_ONCE = 'the same, given before the first has ended';
const RATE = 24_000;
const FRAME = RATE / 50;
/** They end and begin with a vowel: the ear is a telephone's, which has lost most of an “s”. */
const OLD = {
  voice: 'nova',
  text: 'One moment please, I am connecting you to billing now.',
};
const NEW = { voice: 'onyx', text: 'I am the billing specialist. I see your invoice.' };
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
  planned: [NAME, AT_ONCE].flatMap((name) =>
    middleAndTail({ name, unit: 'ms', aim: { at_most: 100 }, series: name }),
  ),
  measure: async ({ runs, say }) => {
    const livekit = await startTestLivekit();
    try {
      const { told, at_once } = await gapsOf(livekit, runs);
      say(`${NAME}: ${told.join(', ')} ms; ${AT_ONCE}: ${at_once.join(', ')} ms`);
      return {
        series: [
          { name: NAME, unit: 'ms', values: { baton: told } },
          { name: AT_ONCE, unit: 'ms', values: { baton: at_once } },
        ],
      };
    } finally {
      await livekit.stop();
    }
  },
};

async function gapsOf(livekit: TestLivekit, runs: number) {
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
    const told: number[] = [];
    const at_once: number[] = [];
    for (let run = 0; run < runs; run += 1)
      for (const gaps of [told, at_once]) {
        const from = ear.position_ms();
        await give(source, old);
        if (gaps === told) await source.waitForPlayout();
        await give(source, fresh);
        const over = await ear.tape.untilSilence(REST_MS, { after_ms: from, limit_ms: LIMIT_MS });
        gaps.push(findSwapGap(slice(ear.heard(), from, over)).silence_ms);
      }
    return { told, at_once };
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

/** Resolves when the source has taken it, which is up to a second before it was played. */
async function give(source: AudioSource, frames: readonly AudioFrame[]): Promise<void> {
  for (const frame of frames) await source.captureFrame(frame);
}
