import type { Env } from '../config/env.ts';
import type { Logger } from '../config/log.ts';
import type { Speech } from '../speech/speech.ts';
import type { BackendClient } from './backend-client.ts';
import type { Ending } from './ending.ts';
import type { JobContext } from './livekit/job-context.ts';

/** What a worker process has ready before any call. */
export interface Prepared {
  readonly env: Env;
  readonly log: Logger;
}

/** What a call is made of, from its first moment on. */
export interface Call extends Prepared {
  readonly speech: Speech;
  readonly ctx: JobContext;
  readonly backend: BackendClient;
  readonly ending: Ending;
  readonly over: AbortController;
  /** Milliseconds since the job came. */
  readonly since: () => number;
  readonly report: (what: string, fault: unknown) => void;
}
