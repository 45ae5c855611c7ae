import { parseArgs } from 'node:util';
import { CHANNELS, type Channel } from './result.ts';
import type { Wanted } from './run.ts';

/** More side by side than this make two slow cores the fault that is found. */
const AT_ONCE = 3;

/** `npm run lab -- --only refer-486 --channel telephone`. Throws TypeError for what is not understood. */
export function readArguments(argv: readonly string[], known: readonly string[]): Wanted {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      only: { type: 'string', multiple: true, default: [] },
      channel: { type: 'string', multiple: true, default: [] },
      short: { type: 'boolean', default: false },
      'at-once': { type: 'string', default: String(AT_ONCE) },
    },
  });
  const { only, short } = values;
  const unknown = only.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new TypeError(`--only ${unknown}: no such fault or kind; there are ${known.join(', ')}`);
  const channels = values.channel.map(channelOf);
  const at_once = Number(values['at-once']);
  if (!Number.isInteger(at_once) || at_once < 1)
    throw new TypeError('--at-once is a whole number from 1');
  return { only, short, at_once, channels: channels.length > 0 ? channels : CHANNELS };
}

function channelOf(name: string): Channel {
  const found = CHANNELS.find((channel) => channel === name);
  if (!found) throw new TypeError(`--channel is one of ${CHANNELS.join(', ')}`);
  return found;
}
