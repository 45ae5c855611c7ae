import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/**
 * Fields that say something about a person or open a door. Their values never reach a log:
 * wrap them in `personal: { … }`, or use one of these names.
 */
const REDACTED = [
  'personal',
  '*.personal',
  'token',
  '*.token',
  'api_key',
  '*.api_key',
  'authorization',
  '*.authorization',
  'headers',
  '*.headers',
  'prompt',
  '*.prompt',
];

/** One logger a process: fixed sentences, values in fields, personal ones redacted. */
export function createLog(
  name: string,
  level: string,
  destination?: { write(line: string): void },
): Logger {
  const options = { name, level, redact: { paths: REDACTED, censor: '[redacted]' } };
  return destination ? pino(options, destination) : pino(options);
}
