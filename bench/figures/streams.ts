import { randomUUID } from 'node:crypto';
import { Room, TrackPublishOptions, TrackSource } from '@livekit/rtc-node';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import { gatewayUrl, readEnv } from '../../config/env.ts';
import { startKeeper } from '../../stack/keeper.ts';
import { startGateway } from '../../stack/services.ts';
import { StopList } from '../../stack/stop-list.ts';
import { Mouth } from '../../test/line/mouth.ts';
import { silencesBetween, soundingSpans } from '../../test/live/audible.ts';
import { startTestLivekit, type TestLivekit } from '../../test/live/stack.ts';
import { StreamPeer } from '../../test/live/stream-peer.ts';
import { ROOT } from '../../test/live/test-env.ts';
import type { Group } from '../group.ts';
import { shareOfCore } from '../process-cost.ts';

const PEERS = 20;
const WINDOW_MS = 60_000;
const START_LIMIT_MS = 60_000;
const FRAME_MS = 20;
/** A round is a minute and more. */
const RUNS_PER_ROUND = 10;
const KEY = 'key-of-the-measured-platform';
const VOICE = { hertz: [220, 330, 495], level: 3_000 };

const SILENCE = 'the longest drop-out that a stream hears';
const LATE = 'the latest frame of a stream';
const COST = 'the gateway, processor a connection';

/**
 * Twenty streams at once for a minute, each with a steady voice in its room that is no agent's: what
 * is measured is the way through the server and the gateway, not what twenty jobs do to two cores.
 */
export const streams: Group = {
  name: 'streams',
  alone: true,
  planned: [
    { name: SILENCE, unit: 'ms', aim: { at_most: 60 }, share: 1, series: SILENCE },
    { name: LATE, unit: 'ms', aim: { at_most: 60 }, share: 1, series: LATE },
    { name: COST, unit: '% of a core', aim: { at_most: 2 }, share: 0.5, series: COST },
  ],
  measure: async ({ runs, say }) => {
    const stops = new StopList();
    try {
      const livekit = await startTestLivekit({ env: { BATON_GATEWAY_KEYS: KEY } });
      stops.add('livekit', livekit.stop);
      const keeper = startKeeper();
      stops.add('keeper', keeper.stop);
      const gateway = await startGatewayOf(livekit, keeper);
      stops.add('gateway', gateway.stop);
      const [silences, late, cost]: [number[], number[], number[]] = [[], [], []];
      for (let round = 0; round < Math.ceil(runs / RUNS_PER_ROUND); round += 1) {
        const heard = await aMinute(livekit, gateway.child.pid);
        silences.push(...heard.silences);
        late.push(...heard.late);
        cost.push((heard.share * 100) / PEERS);
        say(`${PEERS} streams, a minute: ${SILENCE} ${Math.max(...heard.silences)} ms`);
        say(`${PEERS} streams, a minute: ${LATE} ${Math.max(...heard.late).toFixed(0)} ms`);
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
    }
  },
};

function startGatewayOf({ variables }: TestLivekit, keeper: ReturnType<typeof startKeeper>) {
  const signal = AbortSignal.timeout(START_LIMIT_MS);
  // Nobody is to answer: the voice in a room is the measurement's own.
  const env = { ...variables, BATON_AGENT_NAME: 'nobody' };
  return startGateway({ root: ROOT, env: readEnv(env), variables: env, keeper, signal });
}

async function aMinute(livekit: TestLivekit, gateway: number) {
  const stops = new StopList();
  try {
    const peers: StreamPeer[] = [];
    for (let n = 0; n < PEERS; n += 1) {
      const callerId = `+1415555${String(1000 + n)}`;
      const peer = await StreamPeer.connect(gatewayUrl(livekit.env), KEY, { callerId });
      stops.add(callerId, async () => {
        peer.hangUp();
        await peer.left;
      });
      peers.push(peer);
    }
    const ended = peers.map(async (peer) => {
      throw new Error(`A stream ended before the minute was over: ${await peer.left}`);
    });
    const { begins, share } = await Promise.race([listen(livekit, gateway, peers), ...ended]);
    return {
      share,
      silences: peers.map((peer) => longestSilence(peer, begins)),
      late: peers.map((peer) => latest(peer.arrivals.slice(begins / FRAME_MS))),
    };
  } finally {
    await stops.stopAll();
  }
}

/** A minute of steady voices at each of the peers, from a moment at which all of them hear one. */
async function listen(livekit: TestLivekit, gateway: number, peers: readonly StreamPeer[]) {
  const voices = new StopList();
  try {
    // At once: a room that stays empty for a minute is given up.
    const rooms = await roomsOf(livekit);
    await Promise.all(
      rooms.map(async (room) => {
        voices.add(room, await voiceIn(livekit, room));
      }),
    );
    const heard = await Promise.all(peers.map((peer) => peer.untilSound({ after_ms: 0 })));
    const begins = Math.max(...heard) + 1_000;
    await Promise.all(peers.map((peer) => peer.untilPosition(begins)));
    const share = shareOfCore(gateway, WINDOW_MS);
    await Promise.all(peers.map((peer) => peer.untilPosition(begins + WINDOW_MS)));
    return { begins, share: await share };
  } finally {
    await voices.stopAll();
  }
}

async function roomsOf({ access: { url, key, secret } }: TestLivekit): Promise<string[]> {
  const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret);
  const until = performance.now() + START_LIMIT_MS;
  for (;;) {
    const names = (await rooms.listRooms()).map(({ name }) => name);
    const streamed = names.filter((name) => name.startsWith('stream-'));
    if (streamed.length === PEERS) return streamed;
    if (performance.now() > until) throw new Error(`${streamed.length} rooms, not ${PEERS}.`);
  }
}

/** A steady voice; returns how to end it. */
async function voiceIn({ access }: TestLivekit, name: string): Promise<() => Promise<void>> {
  const [room, mouth] = [new Room(), new Mouth()];
  const token = new AccessToken(access.key, access.secret, { identity: `voice-${randomUUID()}` });
  token.addGrant({ roomJoin: true, room: name, canPublish: true });
  await room.connect(access.url, await token.toJwt(), { autoSubscribe: false, dynacast: false });
  mouth.hum(VOICE);
  mouth.open();
  const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false });
  await room.localParticipant?.publishTrack(mouth.track, options);
  return async () => {
    await room.disconnect();
    await mouth.close();
  };
}

function longestSilence(peer: StreamPeer, begins: number): number {
  const spans = soundingSpans(peer.heard(), { pause_ms: 10 });
  const inside = spans.filter(({ to_ms }) => to_ms >= begins);
  return Math.max(0, ...silencesBetween(inside));
}

/** How long after its turn the latest frame came, in ms; the one that was least late is in time. */
function latest(arrivals: readonly number[]): number {
  const offsets = arrivals.map((at, n) => at - n * FRAME_MS);
  return Math.max(...offsets) - Math.min(...offsets);
}
