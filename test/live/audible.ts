import type { Sound } from './pcm.ts';

export interface Span {
  readonly from_ms: number;
  readonly to_ms: number;
}

export interface Gate {
  /** RMS of a window from which it counts as sound (full scale 32768); 100 is about −50 dB. */
  readonly threshold?: number;
  /** A silence shorter than this is a pause inside a span. */
  readonly pause_ms?: number;
  /** A sound shorter than this is a click. */
  readonly least_ms?: number;
}

export const WINDOW_MS = 10;
export const THRESHOLD = 100;

/** Where there is sound, to 10 ms. */
export function soundingSpans({ pcm, rate }: Sound, gate: Gate = {}): Span[] {
  return spansOf(windowLevels(pcm, rate), gate);
}

/** The same, of a sound whose levels are known. */
export function spansOf(levels: readonly number[], gate: Gate = {}): Span[] {
  const { threshold = THRESHOLD, pause_ms = 200, least_ms = 30 } = gate;
  const spans: { from_ms: number; to_ms: number }[] = [];
  levels.forEach((level, window) => {
    if (level < threshold) return;
    const last = spans.at(-1);
    const from_ms = window * WINDOW_MS;
    if (last && from_ms - last.to_ms < pause_ms) last.to_ms = from_ms + WINDOW_MS;
    else spans.push({ from_ms, to_ms: from_ms + WINDOW_MS });
  });
  return spans.filter(({ from_ms, to_ms }) => to_ms - from_ms >= least_ms);
}

/** Milliseconds of silence between each span and the next. */
export function silencesBetween(spans: readonly Span[]): number[] {
  return spans.slice(1).map((span, index) => span.from_ms - (spans[index]?.to_ms ?? 0));
}

/** RMS of each whole 10 ms window. */
export function windowLevels(pcm: Int16Array, rate: number): number[] {
  const length = Math.round((rate * WINDOW_MS) / 1000);
  return Array.from({ length: Math.floor(pcm.length / length) }, (_, window) => {
    let energy = 0;
    for (let at = window * length; at < (window + 1) * length; at += 1)
      energy += (pcm[at] ?? 0) ** 2;
    return Math.sqrt(energy / length);
  });
}
