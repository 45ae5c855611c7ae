import { cpus, availableParallelism, loadavg, release, totalmem, type } from 'node:os';
import type { Machine } from './result.ts';

/** The machine the figures are of, and how busy it was before they were taken. */
export function machineNow(): Machine {
  return {
    at: new Date().toISOString(),
    node: process.version,
    system: `${type()} ${release()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memory_mb: Math.round(totalmem() / 2 ** 20),
    load_at_start: Math.round((loadavg()[0] ?? 0) * 100) / 100,
  };
}
