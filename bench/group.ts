import type { House } from './house.ts';
import type { Planned } from './judge.ts';
import type { Series, Waterfall } from './result.ts';

export interface Run {
  /** How often each program is measured. */
  readonly runs: number;
  /** All programs, started by whoever asks first. */
  readonly house: () => Promise<House>;
  /** Says how far it is. */
  readonly say: (line: string) => void;
}

export interface Measured {
  readonly series: readonly Series[];
  readonly waterfalls?: readonly Waterfall[];
  /** Why a series is not among them. */
  readonly lacking?: ReadonlyMap<string, string>;
}

/** Figures that are measured together. */
export interface Group {
  readonly name: string;
  readonly planned: readonly Planned[];
  /** Whether it measures beside the house, which costs the machine something even when idle. */
  readonly alone: boolean;
  readonly measure: (run: Run) => Promise<Measured>;
}

/** Figures of the same series: its median, and what 95 of 100 runs stay below. */
export function middleAndTail(planned: Omit<Planned, 'share'>): Planned[] {
  return [
    { ...planned, name: `${planned.name}, p50`, share: 0.5 },
    { ...planned, name: `${planned.name}, p95`, share: 0.95 },
  ];
}
