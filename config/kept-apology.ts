import { join } from 'node:path';
import { keepSound, type KeptSound, readSound } from './kept-sound.ts';

/** Why nobody answers. */
export type Excuse = 'fault' | 'all_lines_busy';

const FILES: Record<Excuse, string> = { fault: 'apology.pcm', all_lines_busy: 'all-busy.pcm' };

/** Keeps the sentence in the data directory, whole or not at all. */
export function keepApology(data_dir: string, excuse: Excuse, sound: KeptSound): Promise<void> {
  return keepSound(join(data_dir, FILES[excuse]), sound);
}

/** The kept sentence; null when it has not been made. */
export function readApology(data_dir: string, excuse: Excuse): Promise<KeptSound | null> {
  return readSound(join(data_dir, FILES[excuse]));
}
