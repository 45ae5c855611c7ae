import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A sentence as audio: mono, 16-bit; `rate` in hertz. */
export interface KeptSound {
  readonly rate: number;
  readonly samples: Int16Array;
}

const RATE_BYTES = 4;

/** Keeps a sentence in a file, whole or not at all. */
export async function keepSound(path: string, { rate, samples }: KeptSound): Promise<void> {
  const head = Buffer.alloc(RATE_BYTES);
  head.writeUInt32LE(rate);
  const pcm = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, Buffer.concat([head, pcm]));
  await rename(draft, path);
}

/** The kept sentence; null where there is none. */
export async function readSound(path: string): Promise<KeptSound | null> {
  const bytes = await readFile(path).catch(() => null);
  if (!bytes || bytes.length <= RATE_BYTES) return null;
  const pcm = new Uint8Array(bytes.subarray(RATE_BYTES));
  return { rate: bytes.readUInt32LE(0), samples: new Int16Array(pcm.buffer, 0, pcm.length >> 1) };
}
