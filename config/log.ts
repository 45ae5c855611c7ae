import { pino, type Logger } from 'pino';
import { toldFault } from './told-fault.ts';

export type { Logger } from 'pino';

/**
 * Fields that say something about a person or open a door. Their values never reach a log:
 * wrap them in `personal: { … }`, or use one of these names.
 */
const NAMES = [
  ...['personal', 'token', 'api_key', 'authorization', 'headers', 'prompt'],
  ...['password', 'cookie', 'secret'],
];
/** Wherever a field of that name stands, as deep as anybody puts one. */
const REDACTED = NAMES.flatMap((name) => [name, `*.${name}`, `*.*.${name}`, `*.*.*.${name}`]);

/** One logger a process: fixed sentences, values in fields, personal ones redacted. */
export function createLog(
  name: string,
  level: string,
  destination?: { write(line: string): void },
): Logger {
  const options = {
    ...{ name, level },
    redact: { paths: REDACTED, censor: '[redacted]' },
    // Under either name: `err` is what libraries that are given a logger use.
    serializers: { fault: toldFault, err: toldFault },
  };
  return destination ? pino(options, destination) : pino(options);
}
