import { describe, expect, it } from 'vitest';
import { pageOf } from '../../lab/page/page.ts';
import type { CellResult } from '../../lab/result.ts';
import { HELD, resultsOf } from './a-result.ts';

const FAILED: CellResult = {
  ...HELD,
  channel: 'browser',
  state: 'failed',
  because: ['not heard: “We are open.”'],
};
const ABSENT: CellResult = {
  fault: HELD.fault,
  kind: HELD.kind,
  title: HELD.title,
  channel: 'stream',
  state: 'does not apply',
  because: ['a switch has no SIP status'],
};

describe('the page of the call lab', () => {
  const page = pageOf(resultsOf([HELD, FAILED, ABSENT]));

  it('asks nobody for anything', () => {
    expect(page).not.toMatch(/https?:|src=|@import|url\(|<script/);
  });

  it('shows each call in the table and leads to its picture', () => {
    for (const id of ['busy-486-telephone', 'busy-486-browser']) {
      expect(page).toContain(`href="#${id}"`);
      expect(page).toContain(`id="${id}"`);
    }
    expect(page.match(/class="band"/g)).toHaveLength(4);
  });

  it('says in signs and words what held and what did not, and why a cell is empty', () => {
    expect(page).toContain('aria-label="The person is &lt;busy&gt; (486), telephone: held: busy');
    expect(page).toContain('✗');
    expect(page).toContain('not heard: “We are open.”');
    expect(page).toContain('does not apply: a switch has no SIP status');
  });

  it('opens what failed, and only that', () => {
    expect(page.match(/<details[^>]* open>/g)).toHaveLength(1);
  });

  it('shows words as they are, whatever is in them', () => {
    expect(page).toContain('Harbour Cycles &amp; more');
    expect(page).not.toContain('<busy>');
  });

  it('says what the house left behind', () => {
    expect(page).not.toContain('Left behind');
    expect(pageOf(resultsOf([HELD], { left_behind: ['the room r1'] }))).toContain('the room r1');
  });
});
