import { tmpdir } from 'node:os';
import { ROOT } from '../test/live/test-env.ts';
import type { Group, Run } from './group.ts';
import { judge, unmeasured } from './judge.ts';
import type { Figure, Results } from './result.ts';

const LONGEST_REASON = 200;

type Taken = Pick<Results, 'figures' | 'series' | 'waterfalls'>;

/** A group's figures; where it fails they say so, and the next group goes on. */
export async function take(group: Group, run: Run): Promise<Taken> {
  try {
    const { series, waterfalls = [], lacking } = await group.measure(run);
    const figures = group.planned.map((planned): Figure => {
      const own = series.find(({ name }) => name === planned.series);
      if (own) return judge(planned, own);
      return unmeasured(
        planned,
        lacking?.get(planned.series) ?? 'It was not among what was measured.',
      );
    });
    return { figures, series: [...series], waterfalls: [...waterfalls] };
  } catch (fault) {
    run.say(`${group.name} could not be measured: ${String(fault)}`);
    if (fault instanceof Error && fault.cause instanceof Error) run.say(fault.cause.message);
    const because = firstLine(String(fault));
    return {
      figures: group.planned.map((planned) => unmeasured(planned, because)),
      series: [],
      waterfalls: [],
    };
  }
}

/** What was not asked for. */
export function leaveOut(group: Group): Taken {
  const figures = group.planned.map((planned) => unmeasured(planned, 'It was not asked for.'));
  return { figures, series: [], waterfalls: [] };
}

function firstLine(text: string): string {
  const line = text.split('\n')[0] ?? '';
  // Results are passed on; where this machine keeps its files is nobody's business.
  return line.replaceAll(ROOT, '').replaceAll(tmpdir(), '').slice(0, LONGEST_REASON);
}
