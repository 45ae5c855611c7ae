import { fileURLToPath } from 'node:url';
import { readyLivekit } from '../../stack/livekit-access.ts';
import { buildWeb, webIsStale } from '../../stack/web-build.ts';

/** The work tree. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 40 * 60_000;

/** Once before all live tests: a LiveKit server to run, and the page built. */
export async function setup(): Promise<void> {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  await readyLivekit({ signal: AbortSignal.timeout(LIMIT_MS), say });
  if (webIsStale(ROOT)) await buildWeb(ROOT);
}
