import { describe, expect, it } from 'vitest';
import { judge, unmeasured, type Planned } from '../../bench/judge.ts';
import { pageOf } from '../../bench/page/page.ts';
import { Results, type Series } from '../../bench/result.ts';
import { A_MACHINE } from './a-machine.ts';

const PLANNED: Planned = {
  name: 'answer <p50>',
  unit: 'ms',
  aim: { of_bare: 0.8 },
  share: 0.5,
  series: 'answer',
};
const SERIES: Series = {
  name: 'answer',
  unit: 'ms',
  values: { baton: [500, 520], 'as-taught': [900, 950], tuned: [600, 610] },
};

function resultsWith(more: Partial<Results>): Results {
  return Results.parse({ machine: A_MACHINE, figures: [], series: [], waterfalls: [], ...more });
}

describe('the page of the figures', () => {
  const page = pageOf(
    resultsWith({
      figures: [judge(PLANNED, SERIES), unmeasured({ ...PLANNED, name: 'silence' }, 'No Go here.')],
      series: [SERIES],
      waterfalls: [{ decision: 0, bundle: 150, greeting_ready: 400, announcement_end: 3000 }],
    }),
  );

  it('asks nobody for anything', () => {
    expect(page).not.toMatch(/https?:|src=|@import|url\(/);
  });

  it('draws a mark for every run, and each program with a form of its own', () => {
    expect(page.match(/<circle [^>]*class="mark baton"/g)?.length).toBeGreaterThanOrEqual(2);
    expect(page).toMatch(/<polygon [^>]*class="mark tuned"/);
    expect(page).toMatch(/<rect [^>]*class="mark as-taught"/);
  });

  it('says in words what holds and what could not be measured, and why', () => {
    expect(page).toContain('✓ holds');
    expect(page).toContain('– not measured: No Go here.');
  });

  it('shows names as they are, whatever is in them', () => {
    expect(page).toContain('answer &lt;p50&gt;');
    expect(page).not.toContain('<p50>');
    expect(page).toContain('A &amp; B');
  });

  it('leaves out the pictures for which there is nothing to draw, and says so of a busy machine', () => {
    const { machine } = resultsWith({});
    const bare = pageOf(resultsWith({ machine: { ...machine, load_at_start: 9 } }));
    expect(bare).not.toContain('<figure');
    expect(bare).toContain('was busy with other work');
    expect(page).not.toContain('was busy with other work');
  });
});
