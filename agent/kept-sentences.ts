import { createHash } from 'node:crypto';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { keepSound, type KeptSound, readSound } from '../config/kept-sound.ts';

/** Sentences that are kept; the oldest goes first. */
const MOST = 100;
/** Milliseconds after which one is made anew: a provider may have changed what goes by the same name. */
const LONGEST_MS = 7 * 86_400_000;

/** Sentences with their audio, in the data directory, for every call of this machine. */
export class KeptSentences {
  readonly #dir: string;

  constructor(data_dir: string) {
    this.#dir = join(data_dir, 'sentences');
  }

  /** `what`: all that the audio depends on. Null where there is none that is new enough. */
  async find(what: string): Promise<KeptSound | null> {
    const path = this.#pathOf(what);
    const made_ms = await madeAt(path);
    return Date.now() - made_ms > LONGEST_MS ? null : readSound(path);
  }

  /** Rejects where it cannot be written. */
  async keep(what: string, sound: KeptSound): Promise<void> {
    await keepSound(this.#pathOf(what), sound);
    const paths = (await readdir(this.#dir)).map((name) => join(this.#dir, name));
    if (paths.length <= MOST) return;
    const made = await Promise.all(paths.map(async (path) => ({ path, at: await madeAt(path) })));
    const oldest = made.sort((a, b) => a.at - b.at).slice(0, paths.length - MOST);
    await Promise.all(oldest.map(({ path }) => rm(path, { force: true })));
  }

  #pathOf(what: string): string {
    return join(this.#dir, `${createHash('sha256').update(what).digest('hex')}.pcm`);
  }
}

/** Milliseconds since the epoch; 0 where there is no such file. */
async function madeAt(path: string): Promise<number> {
  const file = await stat(path).catch(() => null);
  return file?.mtimeMs ?? 0;
}
