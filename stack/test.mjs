// Plain Node: this file runs before anything is installed.
import { readyCheckout } from './packages.mjs';

const root = await readyCheckout();
const { runTests } = await import('./test.ts');
process.exit(await runTests(root, process.argv.slice(2)));
