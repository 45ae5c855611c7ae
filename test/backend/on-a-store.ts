import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** By these a test comes to a store that it does not name: it holds on every one. */
const STANDS = ['testStore', './callbacks-stand.ts', './messages-stand.ts'];

/** The backend's tests that stand on whatever store they are given. */
export function testsOnAStore(root: string): string[] {
  const folder = join(root, 'test', 'backend');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => {
      const text = readFileSync(join(folder, name), 'utf8');
      return STANDS.some((stand) => text.includes(stand));
    })
    .map((name) => `test/backend/${name}`);
}
