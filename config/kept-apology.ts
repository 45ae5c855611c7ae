import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Why nobody answers. */
export type Excuse = 'fault' | 'all_lines_busy';

/** A sentence as audio: mono, 16-bit. */
export interface Apology {
  readonly rate: number;
  readonly samples: Int16Array;
}

const FILES: Record<Excuse, string> = { fault: 'apology.pcm', all_lines_busy: 'all-busy.pcm' };
const MAGIC_RATE_BYTES = 4;

/** Keeps the sentence in the data directory, whole or not at all. */
export async function keepApology(
  data_dir: string,
  excuse: Excuse,
  { rate, samples }: Apology,
): Promise<void> {
  const head = Buffer.alloc(MAGIC_RATE_BYTES);
  head.writeUInt32LE(rate);
  const pcm = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  await mkdir(data_dir, { recursive: true });
  const path = join(data_dir, FILES[excuse]);
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, Buffer.concat([head, pcm]));
  await rename(draft, path);
}

/** The kept sentence; null when it has not been made. */
export async function readApology(data_dir: string, excuse: Excuse): Promise<Apology | null> {
  const bytes = await readFile(join(data_dir, FILES[excuse])).catch(() => null);
  if (!bytes || bytes.length <= MAGIC_RATE_BYTES) return null;
  const pcm = new Uint8Array(bytes.subarray(MAGIC_RATE_BYTES));
  return { rate: bytes.readUInt32LE(0), samples: new Int16Array(pcm.buffer, 0, pcm.length >> 1) };
}
