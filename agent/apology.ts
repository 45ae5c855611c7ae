import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Character } from '../protocol/character.ts';
import type { Speech } from '../speech/speech.ts';

/** A sentence as audio: mono, 16-bit. */
export interface Apology {
  readonly rate: number;
  readonly samples: Int16Array;
}

/** Why nobody answers, and what is said then. */
const SENTENCES = {
  fault:
    'I am sorry, we cannot take your call right now because of a technical problem. Please call again in a few minutes.',
  all_lines_busy:
    'I am sorry, all our lines are busy at the moment. Please call again in a few minutes.',
} as const;
export type Excuse = keyof typeof SENTENCES;

const FILES: Record<Excuse, string> = { fault: 'apology.pcm', all_lines_busy: 'all-busy.pcm' };

/** Whoever says it when no character could be loaded. */
const NOBODY = Character.parse({
  slug: 'apology',
  name: 'Apology',
  description: 'Says that the call cannot be taken.',
  greeting: SENTENCES.fault,
  prompt: SENTENCES.fault,
});

const MAGIC_RATE_BYTES = 4;

/**
 * Makes the sentences that are said when a call cannot be taken, and keeps them: at that moment
 * nothing else may work any more. Made once for a data directory.
 */
export async function makeApologies(data_dir: string, speech: Speech): Promise<void> {
  for (const excuse of Object.keys(SENTENCES) as Excuse[]) await make(data_dir, speech, excuse);
}

async function make(data_dir: string, speech: Speech, excuse: Excuse): Promise<void> {
  const path = pathIn(data_dir, excuse);
  if (await readApology(data_dir, excuse)) return;
  const voice = speech.voice(NOBODY);
  const parts: Int16Array[] = [];
  for await (const { frame } of voice.synthesize(SENTENCES[excuse])) parts.push(frame.data);
  const rate = Buffer.alloc(MAGIC_RATE_BYTES);
  rate.writeUInt32LE(voice.sampleRate);
  await mkdir(data_dir, { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, Buffer.concat([rate, ...parts.map((part) => bytesOf(part))]));
  await rename(draft, path);
}

/** The kept sentence; null when it has not been made. */
export async function readApology(data_dir: string, excuse: Excuse): Promise<Apology | null> {
  const bytes = await readFile(pathIn(data_dir, excuse)).catch(() => null);
  if (!bytes || bytes.length <= MAGIC_RATE_BYTES) return null;
  const pcm = new Uint8Array(bytes.subarray(MAGIC_RATE_BYTES));
  return { rate: bytes.readUInt32LE(0), samples: new Int16Array(pcm.buffer, 0, pcm.length >> 1) };
}

function pathIn(data_dir: string, excuse: Excuse): string {
  return join(data_dir, FILES[excuse]);
}

function bytesOf(samples: Int16Array): Buffer {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
}
