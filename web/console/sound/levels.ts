import { SILENCE_DB, type Sound } from '../../../protocol/sound.ts';

/** From here on somebody on a telephone hears it: dBFS. */
export const AUDIBLE_DB = -45;
/** What is drawn at no height and at full height: dBFS. */
const FLOOR_DB = -60;
const TOP_DB = -6;

/** One side of a call over its length: the loudest level of each column; null: nobody measured it. */
export type Columns = readonly (number | null)[];

/** A call's sound, laid over its length. */
export interface Laid {
  readonly length_ms: number;
  readonly caller: Columns;
  readonly agent: Columns;
}

export interface Measured {
  readonly sound: readonly Sound[];
  readonly started_at: string;
  /** Null while the call goes on. */
  readonly ended_at: string | null;
}

/** Undefined where nothing was measured. */
export function layOut({ sound, started_at, ended_at }: Measured, most: number): Laid | undefined {
  if (sound.length === 0) return undefined;
  const started = Date.parse(started_at);
  const ends = sound.map((one) => endOf(one) - started);
  const length_ms = Math.max(1, ...ends, ended_at === null ? 0 : Date.parse(ended_at) - started);
  const finest = Math.min(...sound.map(({ step_ms }) => step_ms));
  const count = Math.max(1, Math.min(most, Math.ceil(length_ms / finest)));
  const side = (who: 'caller' | 'agent'): Columns => {
    const columns = Array.from({ length: count }, (): number | null => null);
    for (const { from, step_ms, [who]: levels } of sound) {
      for (const [step, level] of levels.entries()) {
        const at = Date.parse(from) - started + step * step_ms;
        const column = Math.floor((at / length_ms) * count);
        if (column < 0 || column >= count) continue;
        columns[column] = Math.max(columns[column] ?? SILENCE_DB, level);
      }
    }
    return columns;
  };
  return { length_ms, caller: side('caller'), agent: side('agent') };
}

function endOf({ from, step_ms, caller, agent }: Sound): number {
  return Date.parse(from) + Math.max(caller.length, agent.length) * step_ms;
}

/** How high a level stands, from 0 to 1: what nobody hears does not stand at all. */
export function heightOf(level: number | null): number {
  if (level === null) return 0;
  return Math.min(1, Math.max(0, (level - FLOOR_DB) / (TOP_DB - FLOOR_DB)));
}

/** Milliseconds for which each side is heard, alone or with the other, and for which nobody is. */
export interface Heard {
  readonly caller: number;
  readonly agent: number;
  readonly both: number;
  readonly nobody: number;
}

export function heardIn(sound: readonly Sound[]): Heard {
  const heard = { caller: 0, agent: 0, both: 0, nobody: 0 };
  for (const { step_ms, caller, agent } of sound) {
    for (let step = 0; step < Math.max(caller.length, agent.length); step += 1) {
      const [theirs, ours] = [isAudible(caller[step]), isAudible(agent[step])];
      if (theirs) heard.caller += step_ms;
      if (ours) heard.agent += step_ms;
      if (theirs && ours) heard.both += step_ms;
      if (!theirs && !ours) heard.nobody += step_ms;
    }
  }
  return heard;
}

export function isAudible(level: number | null | undefined): boolean {
  return level !== null && level !== undefined && level >= AUDIBLE_DB;
}

const NICE_S = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400];

/** Moments to be written under the band, at most this many. */
export function ticks(length_ms: number, most: number): number[] {
  const last = NICE_S.at(-1) ?? 0;
  const step_s = NICE_S.find((step) => length_ms / (step * 1000) <= most) ?? last;
  const count = Math.floor(length_ms / (step_s * 1000));
  return Array.from({ length: count + 1 }, (_, index) => index * step_s * 1000);
}
