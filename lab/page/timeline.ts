import { element, line, marks, picture, text } from '../../bench/page/svg.ts';
import type { Tried } from '../result.ts';
import { band } from './band.ts';

const [WIDTH, LEFT, RIGHT] = [1000, 78, 16];
const [MIDDLE, HALF] = [44, 34];
const [CALLER_Y, CALLER_HEIGHT] = [94, 20];
const [EVENTS_Y, LANE] = [132, 17];
/** Of a letter in the small type, about. */
const LETTER = 6.2;
const LEAST_MS = 1000;
const MARKS = 8;

/** A call from left to right: what was heard, what the caller did, what the record tells. */
export function timeline(cell: Tried): string {
  const ends = [...cell.events, ...cell.deeds].map(({ at_ms }) => at_ms);
  const heard_ms = cell.levels.length * 100;
  const from = Math.min(0, ...cell.events.map(({ at_ms }) => at_ms));
  const to = Math.max(LEAST_MS, heard_ms, ...ends);
  const at = (ms: number): number => LEFT + ((ms - from) / (to - from)) * (WIDTH - LEFT - RIGHT);
  const { drawn, lanes } = told(cell, at);
  const bottom = EVENTS_Y + lanes * LANE + 6;
  const scale = marks(to / 1000, MARKS).map(
    (s) =>
      line(at(s * 1000), 4, at(s * 1000), bottom, 'grid') +
      text(at(s * 1000), bottom + 16, `${s} s`, { class: 'small', 'text-anchor': 'middle' }),
  );
  const sound = { left: at(0), width: at(heard_ms) - at(0), middle: MIDDLE, half: HALF };
  const inside = [
    ...scale,
    named('heard', MIDDLE),
    band(cell.levels, sound),
    named('caller', CALLER_Y + 5),
    ...cell.deeds.map((deed) => drawnDeed(deed, at)),
    named('record', EVENTS_Y + 4),
    drawn,
  ];
  const title = `${cell.title}, ${cell.channel}: what was heard, done and recorded over ${Math.round(to / 1000)} seconds`;
  return picture(WIDTH, bottom + 24, title, inside.join(''));
}

function named(name: string, y: number): string {
  return text(LEFT - 14, y + 4, name, { class: 'name', 'text-anchor': 'end' });
}

function drawnDeed(deed: Tried['deeds'][number], at: (ms: number) => number): string {
  const [x, end] = [at(deed.at_ms), at(deed.until_ms ?? deed.at_ms)];
  const title = element('title', {}, escapeText(deed.what));
  if (deed.until_ms === undefined) {
    const y = CALLER_Y + 5;
    const points = `${x},${y - 7} ${x + 6},${y} ${x},${y + 7} ${x - 6},${y}`;
    return element('g', { class: 'deed' }, title + element('polygon', { points }));
  }
  const box = { x, y: CALLER_Y - CALLER_HEIGHT / 2 + 5, width: Math.max(3, end - x), rx: 4 };
  const letters = Math.floor((end - x - 10) / LETTER);
  const words = letters >= 4 ? shortened(deed.what, letters) : '';
  return element(
    'g',
    { class: 'deed' },
    title +
      element('rect', { ...box, height: CALLER_HEIGHT }) +
      text(x + 6, CALLER_Y + 9, words, { class: 'small said' }),
  );
}

/** Every event but the turns, each label in the first lane that has room. */
function told(cell: Tried, at: (ms: number) => number): { drawn: string; lanes: number } {
  const ends: number[] = [];
  const drawn = cell.events
    .filter(({ type }) => type !== 'turn')
    .map(({ at_ms, type, detail }) => {
      const words = detail === '' ? plain(type) : `${plain(type)}: ${shortened(detail, 34)}`;
      const width = words.length * LETTER + 16;
      const x = at(at_ms);
      const flips = x + width > WIDTH - RIGHT;
      const [begins, stops] = flips ? [x - width, x + 8] : [x, x + width];
      let lane = ends.findIndex((end) => end <= begins);
      if (lane < 0) lane = ends.length;
      ends[lane] = stops;
      const y = EVENTS_Y + lane * LANE;
      const label = flips
        ? text(x - 8, y + 4, words, { class: 'small', 'text-anchor': 'end' })
        : text(x + 8, y + 4, words, { class: 'small' });
      return (
        line(x, 8, x, y, 'event') +
        element('circle', { cx: x, cy: y, r: 3.5, class: kindOf(type) }) +
        label
      );
    });
  return { drawn: drawn.join(''), lanes: Math.max(1, ends.length) };
}

function kindOf(type: string): string {
  return /failed|rolled_back|lost/.test(type) ? 'dot bad' : 'dot';
}

function plain(type: string): string {
  return type.replaceAll('_', ' ');
}

function shortened(words: string, letters: number): string {
  return words.length <= letters ? words : `${words.slice(0, letters - 1)}…`;
}

function escapeText(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}
