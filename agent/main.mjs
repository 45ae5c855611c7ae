// The entry for plain Node and the `lk` CLI: brings dist/ up to date with the sources and runs it.
import { compile } from '../stack/compile.mjs';

await compile();
await import('../dist/agent/main.js');
