import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The key name of a server that Baton starts. */
export const LIVEKIT_KEY = 'baton';

/** The secret of a server that Baton starts: made once, kept in the data directory. */
export function livekitSecret(dataDir: string): string {
  const file = join(dataDir, 'livekit-secret');
  mkdirSync(dataDir, { recursive: true });
  try {
    writeFileSync(file, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file, 'utf8').trim();
}
