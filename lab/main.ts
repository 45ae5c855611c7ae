import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machineNow } from '../bench/machine.ts';
import { listenForQuit } from '../stack/quit-signal.ts';
import { setup } from '../test/live/ready-machine.ts';
import { LOGS } from '../test/live/stack.ts';
import { readArguments } from './arguments.ts';
import { openHouse, type House } from './house.ts';
import { countProcesses, leftBehind } from './leaks.ts';
import { pageOf } from './page/page.ts';
import { lineOf, summaryOf } from './print.ts';
import { LabResults } from './result.ts';
import { runTable } from './run.ts';
import { TABLE } from './table.ts';

const RESULTS = join(import.meta.dirname, 'results');

/** `npm run lab`: makes the calls, prints a line a cell, and writes the page. The exit code says whether all held. */
async function main(argv: readonly string[]): Promise<number> {
  const names = TABLE.flatMap(({ fault, kind }) => [fault, kind]);
  const wanted = readArguments(argv, [...new Set(names)]);
  const [machine, since] = [machineNow(), performance.now()];
  const quit = listenForQuit(() => process.exit(130));
  await setup();
  const house = await openHouse();
  try {
    const before = countProcesses(house);
    const done = (cell: Parameters<typeof lineOf>[0]) => {
      console.log(lineOf(cell));
    };
    const cells = await runTable(TABLE, { house, wanted, signal: quit.signal, done });
    const results = LabResults.parse({
      machine,
      took_ms: Math.round(performance.now() - since),
      at_once: wanted.at_once,
      cells,
      left_behind: await leftBehind(house, before),
    });
    write(results);
    writeLogs(house);
    console.log(summaryOf(results));
    const failed = cells.some(({ state }) => state === 'failed');
    return failed || results.left_behind.length > 0 || quit.signal.aborted ? 1 : 0;
  } finally {
    await house.stop();
    quit.stop();
  }
}

function write(results: LabResults): void {
  mkdirSync(RESULTS, { recursive: true });
  writeFileSync(join(RESULTS, 'latest.json'), `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(join(RESULTS, 'latest.html'), pageOf(results));
}

/** For whoever looks into a call that failed. */
function writeLogs({ stack }: House): void {
  for (const name of LOGS) writeFileSync(join(RESULTS, `${name}.log`), stack.log(name));
}

// Native parts of the callers keep the process.
process.exit(await main(process.argv.slice(2)));
