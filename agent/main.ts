import { cli, ServerOptions } from '@livekit/agents';
import { extname } from 'node:path';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { EnvError, readEnv, type Env } from '../config/env.ts';
import { createLog } from '../config/log.ts';
import { createSpeech } from '../speech/choose-speech.ts';
import { registerEmbeddedSpeech } from '../speech/embedded/register.ts';
import { makeApology } from './apology.ts';

/** Calls a core carries before the worker says that it is full. */
const CALLS_PER_CORE = 8;
const START_LIMIT_MS = 60_000;

/** The worker's entry: environment → options → the framework's command line. Nothing else. */
function main(env: Env): void {
  const log = createLog('worker', env.BATON_LOG_LEVEL);
  const speech = createSpeech(env);
  log.info({ speech: speech.choices }, 'Speech is chosen.');
  // Before the framework's server is built: it starts the process that holds the models.
  registerEmbeddedSpeech(env);
  void makeApology(env.BATON_DATA_DIR, speech).catch((fault: unknown) => {
    log.warn({ err: fault }, 'The apology for a lost backend could not be made.');
  });
  const job = new URL(`./job${extname(import.meta.url)}`, import.meta.url);
  cli.runApp(
    new ServerOptions({
      agent: fileURLToPath(job),
      agentName: env.BATON_AGENT_NAME,
      port: env.BATON_WORKER_PORT,
      logLevel: env.BATON_LOG_LEVEL,
      host: env.BATON_HOST,
      numIdleProcesses: 1,
      // A busy machine may need long to load the framework once more; the default gives up after 10 s.
      initializeProcessTimeout: START_LIMIT_MS,
      // Counted in calls: a small machine is busy with one call already, and is not full.
      loadFunc: (worker) =>
        Promise.resolve(worker.activeJobs.length / (availableParallelism() * CALLS_PER_CORE)),
      ...(env.LIVEKIT_URL && { wsURL: env.LIVEKIT_URL }),
      ...(env.LIVEKIT_API_KEY && { apiKey: env.LIVEKIT_API_KEY }),
      ...(env.LIVEKIT_API_SECRET && { apiSecret: env.LIVEKIT_API_SECRET }),
    }),
  );
}

try {
  main(readEnv());
} catch (fault) {
  if (!(fault instanceof EnvError)) throw fault;
  process.stderr.write(`${fault.message}\n`);
  process.exitCode = 1;
}
