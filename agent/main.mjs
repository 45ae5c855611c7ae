// The entry for plain Node and the `lk` CLI: registers the TypeScript loader, for this process and
// for the ones the framework forks, and hands over to main.ts.
import { register } from 'tsx/esm/api';

process.execArgv.push('--import', import.meta.resolve('tsx'));
register();
await import('./main.ts');
