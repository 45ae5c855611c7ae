import { RoomServiceClient } from 'livekit-server-sdk';
import { gatewayUrl, readEnv } from '../../config/env.ts';
import { quietNative } from '../../config/native-client.ts';
import { startKeeper } from '../../stack/keeper.ts';
import { startGateway } from '../../stack/services.ts';
import { StopList } from '../../stack/stop-list.ts';
import { startTestLivekit, type TestLivekit } from '../../test/live/stack.ts';
import { ROOT } from '../../test/live/test-env.ts';
import type { Group } from '../group.ts';
import { shareOfCore } from '../process-cost.ts';
import { entryOf } from '../room-entry.ts';
import { steadyVoiceIn } from '../steady-voice.ts';
import { startStreamPeers } from '../stream-peers/start.ts';
import { readyVoices, startVoices } from '../voices.ts';

const WINDOW_MS = 60_000;
const START_LIMIT_MS = 60_000;
const BUILD_LIMIT_MS = 15 * 60_000;
/** Where the voice is said that the rooms of the streams hear. */
const SOURCE = 'steady-voice';
/** A round is a minute and more. */
const RUNS_PER_ROUND = 10;
const KEY = 'key-of-the-measured-platform';

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
        // First of all, so that no building is beside what is measured.
        const program = await readyVoices({ signal: AbortSignal.timeout(BUILD_LIMIT_MS), say });
        const livekit = await startTestLivekit({ env: { BATON_GATEWAY_KEYS: KEY } });
        stops.add('livekit', livekit.stop);
        const keeper = startKeeper();
        stops.add('keeper', keeper.stop);
        const gateway = await startGatewayOf(livekit, keeper);
        stops.add('gateway', gateway.stop);
        stops.add('voice', await steadyVoiceIn(livekit.access, SOURCE));
        const [silences, late, cost]: [number[], number[], number[]] = [[], [], []];
        const before = new Set<string>();
        const minute = { livekit, program, gateway: gateway.child.pid, peers, before };
        for (let round = 0; round < Math.ceil(runs / RUNS_PER_ROUND); round += 1) {
          const heard = await aMinute(minute);
          silences.push(...heard.silences);
          late.push(...heard.late);
          cost.push((heard.share * 100) / peers);
          const { lost, longest_wait_ms } = heard.voice;
          say(`a minute: the voice itself lost ${lost} packets, waited ${longest_wait_ms} ms`);
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
  /** That carries the voice into the rooms. */
  readonly program: string;
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

async function aMinute({ livekit, program, gateway, peers: count, before }: Minute) {
  const url = gatewayUrl(livekit.env);
  const peers = startStreamPeers({ url, key: KEY, peers: count, window_ms: WINDOW_MS });
  const stops = new StopList();
  stops.add('peers', peers.stop);
  try {
    await peers.connected;
    const voices = await voicesIn(livekit, program, await newRooms(livekit, count, before));
    stops.add('voices', voices.stop);
    await Promise.race([peers.begun, voices.broken]);
    const share = shareOfCore(gateway, WINDOW_MS);
    const heard = await Promise.race([peers.heard, voices.broken]);
    return { ...heard, share: await share, voice: await voices.end() };
  } finally {
    await stops.stopAll();
  }
}

async function voicesIn({ access }: TestLivekit, program: string, names: readonly string[]) {
  const source = await entryOf(access, SOURCE, 'listens');
  const rooms = await Promise.all(names.map((name) => entryOf(access, name, 'speaks')));
  return startVoices(program, { url: access.url, source, rooms });
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
