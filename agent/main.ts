import { cli, ServerOptions } from '@livekit/agents';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EnvError, readEnv, type Env } from '../config/env.ts';
import { createLog, type Logger } from '../config/log.ts';
import { usesModels } from '../speech/choices.ts';
import { createSpeech } from '../speech/choose-speech.ts';
import { registerEmbeddedSpeech } from '../speech/embedded/register.ts';
import type { Speech } from '../speech/speech.ts';
import { makeApologies } from './apology.ts';
import { readyBackend } from './console/backend-child.ts';
import { connectAddr } from './console/connect-addr.ts';
import { ConsoleFailure } from './console/console-failure.ts';

const START_LIMIT_MS = 60_000;
/** Megabytes; 16 by itself. Three of them are a process's young heap. */
const SEMI_SPACE_MB = 4;

/** The worker's entry: environment → options → the framework's command line. Nothing else. */
async function main(env: Env): Promise<void> {
  const atConsole = connectAddr(process.argv.slice(2)) !== null;
  if (atConsole) await readyBackend(env);
  const log = createLog('worker', env.BATON_LOG_LEVEL);
  const speech = createSpeech(env, null);
  log.info({ speech: speech.choices }, 'Speech is chosen.');
  // Before the framework's server is built: it starts the process that holds the models.
  if (usesModels(speech.choices)) registerEmbeddedSpeech(env);
  if (!atConsole) keepApologies(env, speech, log);
  keepProcessesSmall();
  const job = new URL(`./job${extname(import.meta.url)}`, import.meta.url);
  cli.runApp(
    new ServerOptions({
      agent: fileURLToPath(job),
      agentName: env.BATON_AGENT_NAME,
      port: env.BATON_WORKER_PORT,
      logLevel: env.BATON_LOG_LEVEL,
      host: env.BATON_HOST,
      numIdleProcesses: 1,
      drainTimeout: env.BATON_DRAIN_S * 1000,
      // A busy machine may need long to load the framework once more; the default gives up after 10 s.
      initializeProcessTimeout: START_LIMIT_MS,
      loadFunc: ({ activeJobs }) => Promise.resolve(loadOf(activeJobs.length, env)),
      loadThreshold: 1,
      ...(env.LIVEKIT_URL && { wsURL: env.LIVEKIT_URL }),
      ...(env.LIVEKIT_API_KEY && { apiKey: env.LIVEKIT_API_KEY }),
      ...(env.LIVEKIT_API_SECRET && { apiSecret: env.LIVEKIT_API_SECRET }),
    }),
  );
}

/**
 * Counted in calls, so that the server asks whoever has the fewest.
 *
 * Hazard: a worker at 0.7 (the server's default) or at 1 is asked no more, and to a call that no worker
 * takes nobody speaks. Half at the limit leaves room for those who have to be told that it is reached.
 */
function loadOf(calls: number, { BATON_MOST_CALLS: most }: Env): number {
  return calls / (calls + most);
}

/** Nearly all that a call allocates is gone a moment later. What the framework forks takes it from here. */
function keepProcessesSmall(): void {
  process.execArgv.push(`--max-semi-space-size=${SEMI_SPACE_MB}`);
}

function keepApologies(env: Env, speech: Speech, log: Logger): void {
  void makeApologies(env.BATON_DATA_DIR, speech).catch((fault: unknown) => {
    log.warn({ fault }, 'The apologies for a call that cannot be taken could not be made.');
  });
}

try {
  await main(readEnv());
} catch (fault) {
  if (fault instanceof EnvError) process.stderr.write(`${fault.message}\n`);
  else if (fault instanceof ConsoleFailure)
    process.stderr.write(`${fault.message}\nNext: ${fault.next}\n`);
  else throw fault;
  process.exitCode = 1;
}
