import { defineAgent, type JobContext } from '@livekit/agents';
import { serviceKey } from '../config/keys.ts';
import { backendUrl, readEnv } from '../config/env.ts';
import { createLog } from '../config/log.ts';
import { forgetRaces } from '../config/forgetful-race.ts';
import { quietNative } from '../config/native-client.ts';
import { JobMetadata } from '../protocol/session.ts';
import { createSpeech } from '../speech/choose-speech.ts';
import { BackendClient } from './backend-client.ts';
import { type Call, type Prepared } from './call.ts';
import { converse, STOPPING } from './converse.ts';
import { Ending } from './ending.ts';
import { isAllBusy } from './opening.ts';
import { apologise, letGo } from './leaving.ts';
import { rehearse } from './rehearsal.ts';
import { answerCall } from './answer-call.ts';
import type { Answered } from './opened-call.ts';
import { leaveConsole } from './livekit/console-line.ts';

function prepare(): Prepared {
  quietNative();
  forgetRaces();
  const env = readEnv();
  return { env, log: createLog('agent', env.BATON_LOG_LEVEL) };
}

/** One job is one call: one process, from the dispatch to the one ending. */
export default defineAgent({
  prewarm: async (proc) => {
    const prepared = prepare();
    proc.userData['prepared'] = prepared;
    await rehearse(prepared);
  },
  entry: async (ctx) => {
    const prepared = (ctx.proc.userData['prepared'] as Prepared | undefined) ?? prepare();
    const call = callOf(ctx, prepared);
    if (ctx.isFakeJob) endConsoleWith(call);
    else leaveWithWorker(call);
    await take(call);
  },
});

function callOf(ctx: JobContext, prepared: Prepared): Call {
  const log = prepared.log.child({ job: ctx.job.id });
  const came = performance.now();
  const report = (what: string, fault: unknown) => {
    log.warn({ fault }, what);
  };
  return {
    ...prepared,
    log,
    report,
    ctx,
    speech: createSpeech(prepared.env, ctx.inferenceExecutor),
    backend: new BackendClient(backendUrl(prepared.env), serviceKey(prepared.env)),
    ending: new Ending(report),
    over: new AbortController(),
    since: () => Math.round(performance.now() - came),
  };
}

/** A console is over with its call; its backend, if one was started, goes when this process does. */
function endConsoleWith({ ctx, ending }: Call): void {
  ctx.addShutdownCallback(async () => {
    await ending.end('error', 'job_shutdown');
    await leaveConsole();
  });
}

/** Hazard: a worker that is killed leaves its jobs behind, without the ear that they share. */
function leaveWithWorker({ ending, log }: Call): void {
  process.once('disconnect', () => {
    log.error('The worker of this job is gone; another one goes on with the call.');
    void ending.end('worker_lost', STOPPING).finally(() => process.exit(1));
  });
}

async function take(call: Call): Promise<void> {
  const metadata = JobMetadata.safeParse(parsed(call.ctx.job.metadata)).data ?? {};
  let answered: Answered | null;
  try {
    answered = await answerCall(call, metadata);
  } catch (fault) {
    const busy = isAllBusy(fault);
    if (busy) call.log.warn('All lines are busy; the caller is told.');
    else call.log.error({ fault }, 'The call could not be opened.');
    await apologise(call, busy ? 'all_lines_busy' : 'fault');
    await letGo(call, 'error');
    return;
  }
  if (answered) await converse(call, answered);
}

function parsed(text: string): unknown {
  try {
    return text ? (JSON.parse(text) as unknown) : {};
  } catch {
    return {};
  }
}
