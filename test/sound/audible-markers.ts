import type { Span } from '../live/audible.ts';
import type { Sound } from '../live/pcm.ts';
import { ComponentReader, phaseBetween, type Component } from './component.ts';
import { MARKERS, type Marker } from './markers.ts';

const WINDOW_MS = 40;
const STEP_MS = 10;
/**
 * Amplitude of each of the two tones. The noise that µ-law adds to loud speech (RMS 3000, 36 dB
 * below it) has about 8 in one window at one frequency.
 */
const FLOOR = 40;
/** How far a tone stands out of what is this much above and below it: noise and voices do not. */
const STANDS_OUT = 3;
const BESIDE_HZ = 75;
/** Times that one of the two tones may be louder than the other: they come from one mouth. */
const UNEVEN = 1.6;
/** Radians that a tone may drift from one window to the next: 6 Hz. */
const DRIFT = 0.4;
/** Windows in a row. In 26 minutes of speech by four voices there were three, four times, and never four. */
const LEAST = 4;

/** A stretch of a sound in which a marker is heard. */
export interface HeardMarker extends Span {
  readonly marker: string;
  /** Amplitude of the weaker tone where it is strongest. */
  readonly level: number;
}

/** What is heard in the 40 ms from a position on. */
export interface MarkerWindow {
  readonly from_ms: number;
  readonly audible: readonly string[];
}

/** Where which markers are heard; a marker that sounds for 60 ms is found. */
export function markersIn(sound: Sound, markers: readonly Marker[] = MARKERS): HeardMarker[] {
  return markers.flatMap((marker) => runsOf(marker, sound)).sort((a, b) => a.from_ms - b.from_ms);
}

/** The same, window by window. */
export function markerWindows(sound: Sound, markers: readonly Marker[] = MARKERS): MarkerWindow[] {
  const heard = markersIn(sound, markers);
  return starts(sound).map((_, window) => {
    const from_ms = window * STEP_MS;
    const sounding = heard.filter(
      (one) => one.from_ms <= from_ms && from_ms + WINDOW_MS <= one.to_ms,
    );
    return { from_ms, audible: sounding.map(({ marker }) => marker) };
  });
}

function runsOf({ name, hertz }: Marker, sound: Sound): HeardMarker[] {
  const tones = hertz.map((one) => readersOf(one, sound.rate));
  const runs: { first: number; last: number; level: number }[] = [];
  let before: readonly Component[] | null = null;
  starts(sound).forEach((from, window) => {
    const now = tones.map((tone) => tone(sound.pcm, from));
    const here = now.every((one) => one !== null) && isEven(now) ? now : null;
    if (here) {
      const level = Math.min(...here.map((one) => one.level));
      const run = before && isSteady(before, here) ? runs.at(-1) : undefined;
      if (run) Object.assign(run, { last: window, level: Math.max(run.level, level) });
      else runs.push({ first: window, last: window, level });
    }
    before = here;
  });
  return runs
    .filter(({ first, last }) => last - first + 1 >= LEAST)
    .map(({ first, last, level }) => ({
      marker: name,
      from_ms: first * STEP_MS,
      to_ms: last * STEP_MS + WINDOW_MS,
      level: Math.round(level),
    }));
}

/** The tone at a place, null where it does not stand out. */
function readersOf(hertz: number, rate: number) {
  const length = Math.round((rate * WINDOW_MS) / 1000);
  const tone = new ComponentReader(hertz, rate, length);
  const beside = [-BESIDE_HZ, BESIDE_HZ].map(
    (off) => new ComponentReader(hertz + off, rate, length),
  );
  return (pcm: Int16Array, from: number): Component | null => {
    const component = tone.at(pcm, from);
    if (component.level < FLOOR) return null;
    const most = component.level / STANDS_OUT;
    return beside.every((one) => one.at(pcm, from).level <= most) ? component : null;
  };
}

function isEven(now: readonly Component[]): boolean {
  const levels = now.map(({ level }) => level);
  return Math.max(...levels) <= UNEVEN * Math.min(...levels);
}

function isSteady(before: readonly Component[], now: readonly Component[]): boolean {
  return now.every(({ phase }, tone) => phaseBetween(phase, before[tone]?.phase ?? NaN) <= DRIFT);
}

/** The first sample of each window. */
function starts({ pcm, rate }: Sound): number[] {
  const [length, step] = [(rate * WINDOW_MS) / 1000, (rate * STEP_MS) / 1000];
  const count = Math.max(0, Math.floor((pcm.length - length) / step) + 1);
  return Array.from({ length: count }, (_, window) => Math.round(window * step));
}
