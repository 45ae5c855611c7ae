import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { StepFailure } from './step-failure.ts';

/** What the built page is made of. */
const SOURCES = ['web', 'protocol', 'vite.config.ts', 'package-lock.json'];
const BUILT = 'dist/web';

/** True where the page must be built: it is missing, or a source changed since. */
export function webIsStale(root: string): boolean {
  const built = join(root, BUILT);
  if (!existsSync(built)) return true;
  const newest = Math.max(...SOURCES.map((source) => newestTime(join(root, source))));
  return newest > oldestTime(built);
}

/** Builds the page that the backend serves. Says nothing when all goes well. Throws StepFailure. */
export async function buildWeb(root: string): Promise<void> {
  const { build } = await import('vite');
  try {
    await build({ configFile: join(root, 'vite.config.ts'), logLevel: 'warn' });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new StepFailure(`The page could not be built: ${message}`, 'see the message above', {
      cause,
    });
  }
}

function newestTime(path: string): number {
  return Math.max(0, ...times(path));
}

/** Oldest, because a build that was cut off leaves some files of the one before. */
function oldestTime(path: string): number {
  return Math.min(Number.POSITIVE_INFINITY, ...times(path));
}

function times(path: string): number[] {
  if (!existsSync(path)) return [];
  const facts = statSync(path);
  if (!facts.isDirectory()) return [facts.mtimeMs];
  return readdirSync(path).flatMap((name) => times(join(path, name)));
}
