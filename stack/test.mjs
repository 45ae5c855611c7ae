// Plain Node: this file runs before anything is installed.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readyPackages, requireNode } from './packages.mjs';

requireNode();
const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
await readyPackages(root);
const { register } = await import('tsx/esm/api');
register();
const { runTests } = await import('./test.ts');
process.exit(await runTests(root, process.argv.slice(2)));
