import { untilRecord } from '../../test/live/call-records.ts';
import { converse, type Waits } from '../conversation.ts';
import { middleAndTail, type Group, type Run } from '../group.ts';
import type { House } from '../house.ts';
import { PROGRAMS, type Program, type Series, Waterfall } from '../result.ts';

type Wait = Exclude<keyof Waits, 'session_id'>;

const SERIES: Record<Wait, string> = {
  silence: 'silence at a handoff',
  silent: 'silent handoff',
  answer: 'answer',
  reply: 'reply in an ordinary turn',
};
/** Calls beforehand that count for nothing: processes are warm, sentences made. */
const WARM_UP = 1;
/** Calls of one program that may fail before the figures are given up; each is told. */
const mayFail = (runs: number): number => Math.max(3, runs / 4);

/** What a caller waits for in a call; each run is one call of each program, in an order that turns. */
export const calls: Group = {
  name: 'calls',
  alone: false,
  planned: [
    ...middleAndTail({
      name: SERIES.silence,
      unit: 'ms',
      aim: { of_bare: 0.2 },
      series: SERIES.silence,
    }).map((figure) =>
      figure.share === 0.95 ? { ...figure, aim: { ...figure.aim, at_most: 150 } } : figure,
    ),
    ...middleAndTail({
      name: SERIES.silent,
      unit: 'ms',
      aim: { of_bare: 0.6 },
      series: SERIES.silent,
    }),
    ...middleAndTail({
      name: SERIES.answer,
      unit: 'ms',
      aim: { of_bare: 0.8 },
      series: SERIES.answer,
    }),
    ...middleAndTail({
      name: SERIES.reply,
      unit: 'ms',
      aim: { of_bare: 1.02 },
      series: SERIES.reply,
    }),
  ],
  measure: async (run) => {
    const house = await run.house();
    const waits: Record<Program, Waits[]> = { baton: [], 'as-taught': [], tuned: [] };
    const waterfalls: Waterfall[] = [];
    const failed: Record<Program, number> = { baton: 0, 'as-taught': 0, tuned: 0 };
    for (const { round, program } of inTurns(run.runs + WARM_UP)) {
      house.latencies.begin(round);
      const had = await converse(house, program).catch((fault: unknown) => {
        failed[program] += 1;
        run.say(`${program}: a call failed and is left out: ${String(fault)}`);
        if (failed[program] > mayFail(run.runs)) throw new Error(house.logs(), { cause: fault });
      });
      if (!had || round < WARM_UP) continue;
      waits[program].push(had);
      run.say(`${program} ${round}/${run.runs}: ${told(had)}`);
      if (had.session_id) waterfalls.push(await waterfallOf(house, had.session_id, run));
    }
    run.say(`calls that failed: ${JSON.stringify(failed)}`);
    return { series: seriesOf(waits), waterfalls };
  },
};

/** One call of each program a round; who is first changes from round to round. */
function inTurns(rounds: number): { round: number; program: Program }[] {
  return Array.from({ length: rounds }, (_, round) =>
    PROGRAMS.map((_program, n) => ({
      round,
      program: PROGRAMS[(n + round) % PROGRAMS.length] ?? 'baton',
    })),
  ).flat();
}

function told(waits: Waits): string {
  return (Object.keys(SERIES) as Wait[])
    .map((wait) => `${wait} ${Math.round(waits[wait])}`)
    .join(', ');
}

function seriesOf(waits: Record<Program, Waits[]>): Series[] {
  return (Object.keys(SERIES) as Wait[]).map((wait) => ({
    name: SERIES[wait],
    unit: 'ms',
    values: Object.fromEntries(
      PROGRAMS.map((program) => [program, waits[program].map((had) => had[wait])]),
    ),
  }));
}

async function waterfallOf({ stack }: House, session_id: string, run: Run): Promise<Waterfall> {
  const { events } = await untilRecord(stack, { session_id }, (record) =>
    record.events.some(({ type }) => type === 'handoff_committed'),
  );
  const committed = events.find(({ type }) => type === 'handoff_committed');
  if (committed?.type === 'handoff_committed') return Waterfall.parse(committed.waterfall);
  run.say('A record has no waterfall.');
  return {};
}
