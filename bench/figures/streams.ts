import { randomUUID } from 'node:crypto';
import { Room, TrackPublishOptions, TrackSource } from '@livekit/rtc-node';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { gatewayUrl, readEnv } from '../../config/env.ts';
import { quietNative } from '../../config/native-client.ts';
import { CallerVoice } from '../../gateway/caller-voice.ts';
import { startKeeper } from '../../stack/keeper.ts';
import { startGateway } from '../../stack/services.ts';
import { StopList } from '../../stack/stop-list.ts';
import { Hum } from '../../test/line/tones.ts';
import { LINE_RATE } from '../../test/line/tape.ts';
import { startTestLivekit, type TestLivekit } from '../../test/live/stack.ts';
import { ROOT } from '../../test/live/test-env.ts';
import type { Group } from '../group.ts';
import { shareOfCore } from '../process-cost.ts';
import { startStreamPeers } from '../stream-peers/start.ts';

const WINDOW_MS = 60_000;
const START_LIMIT_MS = 60_000;
/** A round is a minute and more. */
const RUNS_PER_ROUND = 10;
const KEY = 'key-of-the-measured-platform';
/** Milliseconds of a voice that wait. */
const AHEAD_MS = 300;
const VOICE = { hertz: [220, 330, 495], level: 3_000 };

/** Whole periods of each tone, so that one piece follows another without a seam; made once. */
const PIECE_MS = 200;
const PIECE = voiceOf(PIECE_MS);

/**
 * Streams at once for a minute, each with a steady voice in its room that is no agent's: what is measured
 * is the way through the server and the gateway, not what as many jobs do to the machine.
 */
function streamsAtOnce(peers: number): Group {
  const SILENCE = `the longest drop-out that one of ${peers} streams hears`;
  const LATE = `the latest frame of ${peers} streams`;
  const COST = `the gateway with ${peers} streams, processor a stream`;
  return {
    name: `streams-${peers}`,
    alone: true,
    planned: [
      { name: SILENCE, unit: 'ms', aim: { at_most: 60 }, share: 1, series: SILENCE },
      { name: LATE, unit: 'ms', aim: { at_most: 60 }, share: 1, series: LATE },
      { name: COST, unit: '% of a core', aim: { at_most: 2 }, share: 0.5, series: COST },
    ],
    measure: async ({ runs, say }) => {
      quietNative({ captureAudioFrame: null });
      const stops = new StopList();
      try {
        const livekit = await startTestLivekit({ env: { BATON_GATEWAY_KEYS: KEY } });
        stops.add('livekit', livekit.stop);
        const keeper = startKeeper();
        stops.add('keeper', keeper.stop);
        const gateway = await startGatewayOf(livekit, keeper);
        stops.add('gateway', gateway.stop);
        const [silences, late, cost]: [number[], number[], number[]] = [[], [], []];
        const before = new Set<string>();
        for (let round = 0; round < Math.ceil(runs / RUNS_PER_ROUND); round += 1) {
          const heard = await aMinute({ livekit, gateway: gateway.child.pid, peers, before });
          silences.push(...heard.silences);
          late.push(...heard.late);
          cost.push((heard.share * 100) / peers);
          say(`a minute: ${SILENCE} ${Math.max(...heard.silences)} ms`);
          say(`a minute: ${LATE} ${Math.max(...heard.late).toFixed(0)} ms`);
        }
        const series = (name: string, unit: string, baton: number[]) => ({
          ...{ name, unit, values: { baton } },
        });
        return {
          series: [
            series(SILENCE, 'ms', silences),
            series(LATE, 'ms', late),
            series(COST, '% of a core', cost),
          ],
        };
      } finally {
        await stops.stopAll();
        quietNative();
      }
    },
  };
}

/** As many as two cores carry beside the measurement itself, and as many as are aimed at. */
export const STREAMS: readonly Group[] = [streamsAtOnce(8), streamsAtOnce(20)];

interface Minute {
  readonly livekit: TestLivekit;
  /** Its process. */
  readonly gateway: number;
  readonly peers: number;
  /** Rooms of minutes before, which stay for a while. */
  readonly before: Set<string>;
}

function startGatewayOf({ variables }: TestLivekit, keeper: ReturnType<typeof startKeeper>) {
  const signal = AbortSignal.timeout(START_LIMIT_MS);
  // Nobody is to answer: the voice in a room is the measurement's own.
  const env = { ...variables, BATON_AGENT_NAME: 'nobody' };
  return startGateway({ root: ROOT, env: readEnv(env), variables: env, keeper, signal });
}

async function aMinute({ livekit, gateway, peers: count, before }: Minute) {
  const url = gatewayUrl(livekit.env);
  const peers = startStreamPeers({ url, key: KEY, peers: count, window_ms: WINDOW_MS });
  const voices = new StopList();
  try {
    await peers.connected;
    const rooms = await newRooms(livekit, count, before);
    // One after the other: what is measured is calls that go on, not as many that begin in one moment.
    for (const room of rooms) voices.add(room, await voiceIn(livekit, room));
    await peers.begun;
    const share = shareOfCore(gateway, WINDOW_MS);
    return { ...(await peers.heard), share: await share };
  } finally {
    await peers.stop();
    await voices.stopAll();
  }
}

async function newRooms(
  { access: { url, key, secret } }: TestLivekit,
  count: number,
  before: Set<string>,
): Promise<string[]> {
  const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret);
  const until = performance.now() + START_LIMIT_MS;
  for (;;) {
    const names = (await rooms.listRooms()).map(({ name }) => name);
    const fresh = names.filter((name) => name.startsWith('stream-') && !before.has(name));
    if (fresh.length === count) {
      for (const name of fresh) before.add(name);
      return fresh;
    }
    if (performance.now() > until) throw new Error(`${fresh.length} rooms, not ${count}.`);
  }
}

function voiceOf(length_ms: number): Int16Array {
  const hum = new Hum();
  hum.tone = VOICE;
  return hum.under(new Int16Array((LINE_RATE * length_ms) / 1000));
}

/** A steady voice; returns how to end it. */
async function voiceIn({ access }: TestLivekit, name: string): Promise<() => Promise<void>> {
  const [room, voice] = [new Room(), new CallerVoice(LINE_RATE)];
  const token = new AccessToken(access.key, access.secret, { identity: `voice-${randomUUID()}` });
  token.addGrant({ roomJoin: true, room: name, canPublish: true });
  await room.connect(access.url, await token.toJwt(), { autoSubscribe: false, dynacast: false });
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false });
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
