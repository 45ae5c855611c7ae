import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startChild } from '../../stack/child.ts';
import { startKeeper, type Keeper } from '../../stack/keeper.ts';
import { openPage } from '../../test/live/browser.ts';
import { ROOT, testVariables } from '../../test/live/test-env.ts';
import type { Group } from '../group.ts';
import type { Planned } from '../judge.ts';

const ADDRESS = 'npm start, second time, to the printed address';
const GREETING = 'the click to the first greeting';
const START_LIMIT_MS = 240_000;
const STOP_GRACE_MS = 20_000;
const LOOK_MS = 20;
const GREETING_LIMIT_MS = 60_000;
const LEAST_RUNS = 3;
const RUNS_PER_ROUND = 5;

const planned = (name: string, at_most: number): Planned => ({
  name,
  unit: 'ms',
  aim: { at_most },
  share: 0.5,
  series: name,
});

/** From the command to the address, and from the click in a browser to the first sound, keyless. */
export const start: Group = {
  name: 'start',
  alone: true,
  planned: [planned(ADDRESS, 5_000), planned(GREETING, 1_500)],
  measure: async ({ runs, say }) => {
    const keeper = startKeeper();
    const variables = await testVariables({ env: { BATON_LOG_LEVEL: 'info' } });
    const folder = mkdtempSync(join(tmpdir(), 'baton-start-'));
    const [address, greeting]: [number[], number[]] = [[], []];
    try {
      // The first start brings what the machine lacks and makes the keys.
      for (let run = 0; run < 1 + Math.max(LEAST_RUNS, runs / RUNS_PER_ROUND); run += 1) {
        const log = join(folder, `start-${run}.log`);
        const had = await oneStart(variables, log, keeper);
        say(`npm start ${run}: ${Math.round(had.address)} ms, greeting ${had.greeting} ms`);
        if (run === 0) continue;
        address.push(had.address);
        greeting.push(had.greeting);
      }
    } finally {
      await keeper.stop();
      rmSync(folder, { recursive: true, force: true });
      rmSync(variables['BATON_DATA_DIR'] ?? folder, { recursive: true, force: true });
    }
    return {
      series: [
        { name: ADDRESS, unit: 'ms', values: { baton: address } },
        { name: GREETING, unit: 'ms', values: { baton: greeting } },
      ],
    };
  },
};

async function oneStart(env: NodeJS.ProcessEnv, log: string, keeper: Keeper) {
  const since = performance.now();
  const child = await startChild({
    name: 'start',
    command: process.execPath,
    args: ['stack/start.mjs'],
    env,
    cwd: ROOT,
    log,
    keeper,
  });
  try {
    const url = await untilPrinted(child);
    const address = performance.now() - since;
    return { address, greeting: await clickToGreeting(url) };
  } finally {
    await child.stop(STOP_GRACE_MS);
  }
}

async function untilPrinted(child: Awaited<ReturnType<typeof startChild>>): Promise<string> {
  const until = performance.now() + START_LIMIT_MS;
  for (;;) {
    const url = /^Open (http\S+)$/m.exec(child.tail(40))?.[1];
    if (url !== undefined) return url;
    if (performance.now() > until) throw new Error(`No address was printed: ${child.tail()}`);
    await pause(LOOK_MS);
  }
}

/** The page is open and its button there: what the click begins is what is measured. */
async function clickToGreeting(url: string): Promise<number> {
  const { page, recorder, close } = await openPage({ url });
  try {
    const button = page.locator('[data-call]').first();
    await button.waitFor();
    const clicked = Date.now();
    await button.click();
    const from = await recorder.untilSound({ after_ms: 0, limit_ms: GREETING_LIMIT_MS });
    return Math.round(recorder.recorded().startedAt + from - clicked);
  } finally {
    await close();
  }
}
