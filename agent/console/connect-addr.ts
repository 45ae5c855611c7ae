import { ConsoleFailure } from './console-failure.ts';

const OPTION = '--connect-addr';

/**
 * Where `lk` listens, when this process is started as its console; null for any other start. Throws
 * ConsoleFailure for an address that is none, before anything is started for it.
 */
export function connectAddr(args: readonly string[]): string | null {
  if (!args.includes('console')) return null;
  const at = args.findIndex((arg) => arg === OPTION || arg.startsWith(`${OPTION}=`));
  if (at < 0) return null;
  const address = args[at]?.split('=')[1] ?? args[at + 1] ?? '';
  const port = Number(/^.+:(\d{1,5})$/.exec(address)?.[1]);
  if (port >= 1 && port <= 65_535) return address;
  throw new ConsoleFailure(
    `${OPTION} is "${address}", and should be host:port.`,
    'run `lk agent console`, which starts this worker with the right address.',
  );
}
