import { fileURLToPath } from 'node:url';
import { readyLivekit } from '../../stack/livekit-access.ts';
import { readyRedis } from '../../stack/redis.ts';
import { buildWeb, webIsStale } from '../../stack/web-build.ts';
import { readyLineNode } from '../line/line-node-build.ts';

/** The work tree. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 40 * 60_000;

/** Once before all live tests: a LiveKit server to run, a telephone line, and the page built. */
export async function setup(): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  const signal = AbortSignal.timeout(LIMIT_MS);
  await readyLivekit({ signal, say });
  await readyRedis({ signal, say });
  await readyLineNode({ signal, say });
  if (webIsStale(ROOT)) await buildWeb(ROOT);
}
