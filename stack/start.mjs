// Plain Node: this file runs before anything is installed.
import { readyCheckout } from './packages.mjs';

const root = await readyCheckout();
const { start } = await import('./start.ts');
process.exit(await start(root));
