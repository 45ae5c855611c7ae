// Plain Node: this file runs before anything is installed.
import { readyCheckout } from './packages.mjs';

const root = await readyCheckout();
const { sipApply } = await import('./sip-apply.ts');
process.exit(await sipApply(root, process.argv.slice(2)));
