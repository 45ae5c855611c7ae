import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from './arguments.ts';
import { GROUPS, groupsOf } from './groups.ts';
import { openHouse, type House } from './house.ts';
import { machineNow } from './machine.ts';
import { pageOf } from './page/page.ts';
import { lineOf } from './print.ts';
import { Results } from './result.ts';
import { leaveOut, take } from './take.ts';

const RESULTS = join(import.meta.dirname, 'results');

const say = (line: string): void => {
  console.log(line);
};

/** `npm run bench`: measures, prints, and writes after each group, so that a broken run leaves what it had. */
async function main(argv: readonly string[]): Promise<void> {
  const { only, runs } = readArguments(argv);
  const wanted = groupsOf(only);
  const machine = machineNow();
  if (machine.load_at_start > machine.cores / 2)
    say(`This machine is busy (load ${machine.load_at_start}); so are the figures.`);
  let open: Promise<House> | undefined;
  const house = (): Promise<House> => (open ??= openHouse());
  const close = async (): Promise<void> => {
    const closing = open;
    open = undefined;
    await (await closing?.catch(() => undefined))?.stop();
  };
  const results: Results = { machine, figures: [], series: [], waterfalls: [] };
  try {
    for (const group of GROUPS) {
      if (group.alone) await close();
      const isWanted = wanted.includes(group);
      const taken = isWanted ? await take(group, { runs, house, say }) : leaveOut(group);
      results.figures.push(...taken.figures);
      results.series.push(...taken.series);
      results.waterfalls.push(...taken.waterfalls);
      if (isWanted) for (const figure of taken.figures) say(lineOf(figure));
      write(results);
    }
  } finally {
    await close();
  }
}

function write(results: Results): void {
  mkdirSync(RESULTS, { recursive: true });
  const text = JSON.stringify(Results.parse(results), null, 2);
  writeFileSync(join(RESULTS, 'latest.json'), `${text}\n`);
  writeFileSync(join(RESULTS, 'latest.html'), pageOf(results));
}

await main(process.argv.slice(2));
// Native parts of the callers keep the process.
process.exit(0);
