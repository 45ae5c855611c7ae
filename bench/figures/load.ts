import { availableParallelism } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { call, type Caller } from '../caller.ts';
import type { Group } from '../group.ts';
import type { House } from '../house.ts';
import type { Planned } from '../judge.ts';
import { memory, shareOfCore, untilQuiet } from '../process-cost.ts';
import { CALLER } from '../providers/lines.ts';
import { PROGRAMS, type Program, type Series } from '../result.ts';

const CALLS = [1, 5, 10, 25];
/** More would measure how the processes wait for each other. */
const CALLS_PER_CORE = 5;
/** A call is measured for so long, and each caller asks once in each third of it. */
const WINDOW_MS = 18_000;
const ASKS = 3;
const SETTLE_MS = 10_000;
const IDLE_WINDOW_MS = 10_000;
const IDLE_LOOKS = 3;
/** A process that has come to rest gives back what its start has left of memory within half a minute. */
const GIVES_BACK_MS = 40_000;
const REST_LIMIT_MS = 120_000;
const GREETING_LIMIT_MS = 60_000;
/** Costs spread little; a round is a minute a program. */
const RUNS_PER_ROUND = 7;

const processor = (calls: number) => `processor a call, ${calls} at once`;
const memoryOf = (calls: number) => `memory a call, ${calls} at once`;
const IDLE = { processor: 'idle worker, processor', memory: 'idle worker, memory' };

const planned = (name: string, unit: string): Planned => ({
  name,
  unit,
  aim: { of_bare: 1.05 },
  share: 0.5,
  series: name,
});

/** What a call and a worker without one cost the machine, in the worker's own processes. */
export const load: Group = {
  name: 'load',
  alone: false,
  planned: [
    planned(IDLE.processor, '% of a core'),
    planned(IDLE.memory, 'MB'),
    ...CALLS.flatMap((calls) => [
      planned(processor(calls), '% of a core'),
      planned(memoryOf(calls), 'MB'),
    ]),
  ],
  measure: async (run) => {
    const house = await run.house();
    const made = new Map<string, Series>();
    const note = (name: string, unit: string, program: Program, value: number): void => {
      const series = made.get(name) ?? { name, unit, values: {} };
      made.set(name, series);
      (series.values[program] ??= []).push(value);
      run.say(`${program}: ${name} ${value.toFixed(1)} ${unit}`);
    };
    const lacking = new Map<string, string>();
    /** One that fails costs its own figure only. */
    const unlessLost = async (name: string, work: () => Promise<void>): Promise<void> => {
      await work().catch((fault: unknown) => {
        run.say(`${name} could not be measured this time: ${String(fault)}`);
      });
    };
    const most = CALLS_PER_CORE * availableParallelism();
    for (const calls of CALLS.filter((one) => one > most))
      for (const name of [processor(calls), memoryOf(calls)])
        lacking.set(name, `More than ${CALLS_PER_CORE} calls a core of this machine.`);
    for (let round = 0; round < Math.ceil(run.runs / RUNS_PER_ROUND); round += 1) {
      for (const program of PROGRAMS)
        await unlessLost(`${program}, at rest`, () =>
          untilQuiet(house.workers[program], REST_LIMIT_MS),
        );
      await pause(GIVES_BACK_MS);
      for (let look = 0; look < IDLE_LOOKS; look += 1)
        for (const program of PROGRAMS)
          await unlessLost(`${program}, idle`, async () => {
            const group = house.workers[program];
            const share = await shareOfCore(group, IDLE_WINDOW_MS);
            note(IDLE.processor, '% of a core', program, share * 100);
            note(IDLE.memory, 'MB', program, memory(group));
          });
      for (const calls of CALLS.filter((one) => one <= most))
        for (const program of PROGRAMS)
          await unlessLost(`${program}, ${calls} calls`, async () => {
            house.latencies.begin(round);
            const cost = await costOf(house, program, calls);
            note(processor(calls), '% of a core', program, cost.share * 100);
            note(memoryOf(calls), 'MB', program, cost.megabytes);
          });
    }
    return { series: [...made.values()], lacking };
  },
};

/** The cost of each of so many calls that talk at once, above that of the idle worker. */
async function costOf(house: House, program: Program, calls: number) {
  const group = house.workers[program];
  await untilQuiet(group, REST_LIMIT_MS);
  const before = memory(group);
  const callers: Caller[] = [];
  try {
    for (let n = 0; n < calls; n += 1) {
      const caller = await call(house, program);
      callers.push(caller);
      await caller.sound.untilSound({ after_ms: caller.joined_ms, limit_ms: GREETING_LIMIT_MS });
    }
    // The places of the processes that took the calls are filled again beside them.
    await pause(SETTLE_MS);
    const talking = Promise.all(callers.map(talk));
    const share = await shareOfCore(group, WINDOW_MS);
    const megabytes = memory(group) - before;
    await talking;
    return { share: share / calls, megabytes: megabytes / calls };
  } finally {
    await Promise.all(callers.map((caller) => caller.leave()));
  }
}

async function talk(caller: Caller): Promise<void> {
  for (let n = 0; n < ASKS; n += 1) {
    const next = pause(WINDOW_MS / ASKS);
    await caller.says(CALLER.hours);
    await next;
  }
}
