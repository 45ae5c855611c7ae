export const FAILURES = [
  'microphone_refused',
  'microphone_missing',
  'microphone_unavailable',
  'unreachable',
  'rate_limited',
  'all_lines_busy',
  'origin_refused',
  'unknown_character',
  'session_refused',
  'no_agent',
  'agent_lost',
  'connection_lost',
] as const;
export type Failure = (typeof FAILURES)[number];

/** A call that did not come about, with the reason the caller is told. */
export class CallFailure extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: ErrorOptions) {
    super(failure, options);
    this.name = 'CallFailure';
    this.failure = failure;
  }
}
