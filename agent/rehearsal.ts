import { backendUrl } from '../config/env.ts';
import { timeLimit } from '../config/time-limit.ts';
import { SessionBundle } from '../protocol/bundle.ts';
import type { Prepared } from './call.ts';
import { atConsole } from './livekit/console-line.ts';
import { saySilenceToNobody } from './livekit/said-to-nobody.ts';

/** Milliseconds after which a call comes to a process that is less warm. */
const LIMIT_MS = 10_000;

/**
 * What runs for the first time takes a good tenth of a second: the framework's session and its first
 * sentence, the first request, the first bundle. A warm process has done it before its call.
 *
 * Hazard: a console gives its line to the first session of the process, whichever that is.
 */
export async function rehearse({ env, log }: Prepared): Promise<void> {
  if (atConsole()) return;
  SessionBundle.safeParse({});
  // A backend that is not there yet is nobody's fault.
  const asked = fetch(new URL('/healthz', backendUrl(env)), { signal: timeLimit(LIMIT_MS) })
    .then((answer) => answer.arrayBuffer())
    .catch(() => undefined);
  const said = saySilenceToNobody().catch((fault: unknown) => {
    log.warn({ fault }, 'A warm process could not rehearse a call.');
  });
  await Promise.all([asked, said]);
}
