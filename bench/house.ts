import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startKeeper } from '../stack/keeper.ts';
import type { LivekitAccess } from '../stack/livekit-access.ts';
import { StopList } from '../stack/stop-list.ts';
import { freePort } from '../test/live/free-ports.ts';
import { startTestStack, type TestStack } from '../test/live/stack.ts';
import { startBareWorker } from './bare-worker.ts';
import { startEar, type Ear } from './providers/deepgram.ts';
import { Latencies } from './providers/latencies.ts';
import { CHARACTERS, startMetadata } from './providers/metadata.ts';
import { startMindAndVoice } from './providers/openai.ts';
import { ReadyVoices } from './providers/ready-voices.ts';
import type { Program } from './result.ts';

const LINES = 12;
const LINE_LENGTH = 240;

/** All programs under measurement at one LiveKit server, with the same providers. */
export interface House {
  readonly access: LivekitAccess;
  readonly stack: TestStack;
  readonly latencies: Latencies;
  readonly ear: Ear;
  /** Of each program's worker; its group holds all its processes. */
  readonly workers: Readonly<Record<Program, number>>;
  /** The ends of the logs, for a run that failed. */
  readonly logs: () => string;
  /** Safe twice. */
  readonly stop: () => Promise<void>;
}

export async function openHouse(): Promise<House> {
  const [stops, latencies, voices] = [new StopList(), new Latencies(), new ReadyVoices()];
  try {
    stops.add('voices', () => voices.close());
    const mind = await startMindAndVoice(latencies, voices);
    stops.add('mind', mind.close);
    const ear = await startEar();
    stops.add('ear', ear.close);
    const port = await freePort();
    const metadata = await startMetadata(latencies, `http://127.0.0.1:${port}`);
    stops.add('metadata', metadata.close);
    const stack = await startTestStack({
      speech: { openai: mind.url, deepgram: ear.url },
      charactersDir: CHARACTERS,
      env: {
        BATON_PORT: String(port),
        BATON_BACKEND_URL: metadata.url,
        BATON_LOG_LEVEL: 'info',
        // What is measured is what calls cost, however many they are.
        BATON_MOST_CALLS: '1000',
      },
    });
    stops.add('stack', stack.stop);
    const keeper = startKeeper();
    stops.add('keeper', keeper.stop);
    const logs = mkdtempSync(join(tmpdir(), 'baton-bench-'));
    stops.add('logs', () => {
      rmSync(logs, { recursive: true, force: true });
      return Promise.resolve();
    });
    const variables = {
      OPENAI_API_KEY: 'key-of-the-local-provider',
      OPENAI_BASE_URL: mind.url,
      DEEPGRAM_API_KEY: 'key-of-the-local-provider',
      DEEPGRAM_BASE_URL: ear.url,
      BENCH_METADATA_URL: metadata.url,
    };
    const start = { access: stack.access, variables, logs, keeper };
    const taught = await startBareWorker('as-taught', start);
    stops.add('as-taught', taught.stop);
    const tuned = await startBareWorker('tuned', start);
    stops.add('tuned', tuned.stop);
    return {
      access: stack.access,
      stack,
      latencies,
      ear,
      workers: { baton: stack.firstWorker().pid, 'as-taught': taught.pid, tuned: tuned.pid },
      logs: () => [stack.logs(), taught.tail(), tuned.tail()].map(inShort).join('\n'),
      stop: () => stops.stopAll(),
    };
  } catch (fault) {
    await stops.stopAll();
    throw fault;
  }
}

/** Without the framework's long lines. */
function inShort(log: string): string {
  return log
    .split('\n')
    .slice(-LINES)
    .map((line) => line.slice(0, LINE_LENGTH))
    .join('\n');
}
