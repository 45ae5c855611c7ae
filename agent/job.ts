import { defineAgent, type JobContext, voice } from '@livekit/agents';
import { serviceKey } from '../config/keys.ts';
import { backendUrl, type Env, readEnv } from '../config/env.ts';
import { createLog, type Logger } from '../config/log.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import { JobMetadata } from '../protocol/session.ts';
import { createSpeech } from '../speech/choose-speech.ts';
import type { Speech } from '../speech/speech.ts';
import { readApology } from './apology.ts';
import { BackendClient } from './backend-client.ts';
import { Bundles } from './bundles.ts';
import { Conversation } from './conversation.ts';
import { Ending } from './ending.ts';
import { EventSpool } from './event-spool.ts';
import { holdLease } from './lease.ts';
import { type Caller, CONSOLE_CALLER, waitForCaller, watchCaller } from './livekit/caller.ts';
import { openDoor } from './livekit/door.ts';
import { createRoom } from './livekit/room.ts';
import { createSession, endedBy } from './livekit/session.ts';
import { sayApology } from './livekit/spoken-apology.ts';
import { Stage } from './livekit/stage.ts';
import { toModelText } from './livekit/tool.ts';
import { openCall } from './opening.ts';

/** Milliseconds an ending waits for the last events to be stored. */
const LAST_EVENTS_MS = 10_000;

interface Prepared {
  readonly env: Env;
  readonly log: Logger;
  readonly speech: Speech;
}

/** What a call is made of, from its opening on. */
interface Call extends Prepared {
  readonly ctx: JobContext;
  readonly backend: BackendClient;
  readonly ending: Ending;
  readonly over: AbortController;
  readonly report: (what: string, fault: unknown) => void;
}

function prepare(): Prepared {
  const env = readEnv();
  return { env, log: createLog('agent', env.BATON_LOG_LEVEL), speech: createSpeech(env) };
}

/** One job is one call: one process, from the dispatch to the one ending. */
export default defineAgent({
  prewarm: (proc) => {
    proc.userData['prepared'] = prepare();
  },
  entry: async (ctx) => {
    const prepared = (ctx.proc.userData['prepared'] as Prepared | undefined) ?? prepare();
    const log = prepared.log.child({ job: ctx.job.id });
    const report = (what: string, fault: unknown) => {
      log.warn({ err: fault }, what);
    };
    const call: Call = {
      ...prepared,
      log,
      report,
      ctx,
      backend: new BackendClient(backendUrl(prepared.env), serviceKey(prepared.env)),
      ending: new Ending(report),
      over: new AbortController(),
    };
    await take(call);
  },
});

async function take(call: Call): Promise<void> {
  const { ctx, over } = call;
  const metadata = JobMetadata.safeParse(parsed(ctx.job.metadata)).data ?? {};
  const room = ctx.job.room?.name ?? 'console';
  const channel = ctx.isFakeJob ? 'console' : 'web';
  // Opening the call and joining the room happen side by side.
  const opening = openCall(call.backend, { ...metadata, room, channel }, over.signal);
  opening.catch(() => undefined);
  await ctx.connect();
  let bundle: SessionBundle;
  try {
    bundle = await opening;
  } catch (fault) {
    call.log.error({ err: fault }, 'The call could not be opened.');
    await apologise(call);
    return;
  }
  const caller = ctx.isFakeJob ? CONSOLE_CALLER : await waitForCaller(ctx);
  await converse(call, bundle, caller);
}

async function converse(call: Call, bundle: SessionBundle, caller: Caller): Promise<void> {
  const { ctx, speech, backend, ending, over, report } = call;
  const { session_id, epoch, character } = bundle;
  const post = backend.postEvents.bind(backend, session_id);
  const spool = new EventSpool(epoch, post, report);
  const bundles = new Bundles(backend, session_id, report);
  const session = createSession(bundle, speech);
  const stage: Stage = new Stage(session, speech, {
    run: (tool, args) => toModelText(conversation.run(tool, args)),
    heard: (text) => conversation.heard(text),
    said: (role, text, interrupted) => {
      conversation.said(role, text, interrupted);
    },
    muted: () => conversation.muted,
    starting: () => {
      attend(call, conversation, session, caller);
    },
  });
  const conversation: Conversation = new Conversation(bundle, {
    stage,
    speech,
    bundles,
    report,
    room: createRoom(ctx.room, epoch),
    clock: () => performance.now(),
    record: spool.record,
    warm: (slugs) => void bundles.warm(slugs, over.signal),
    end: (by, detail) => void ending.end(by, detail),
  });

  ending.then('conversation', () => {
    conversation.close();
  });
  ending.then('event', (disconnected_by, detail) => {
    spool.record({ type: 'call_ended', disconnected_by, ...(detail && { detail }) });
  });
  ending.then('waits', () => {
    over.abort(new Error('The call has ended.'));
  });
  ending.then('session', () => session.close());
  ending.then('events', async () => {
    const lost = await spool.close(LAST_EVENTS_MS);
    if (lost.length > 0) call.log.error({ events: lost.length }, 'Events could not be delivered.');
  });
  ending.then('room', (by) => leave(ctx, by));

  session.on(voice.AgentSessionEventTypes.UserInputTranscribed, (event) => {
    if (event.isFinal) conversation.caught(event.transcript);
  });
  session.on(voice.AgentSessionEventTypes.Close, ({ reason, error }) => {
    void ending.end(endedBy(reason), error ? 'session' : undefined);
  });
  ctx.addShutdownCallback(() => ending.end('error', 'job_shutdown'));

  spool.record({ type: 'call_started', character: character.slug, channel: bundle.channel });
  const lease = {
    lost: (in_force: number) => {
      call.log.warn({ epoch, in_force }, 'Another worker holds this call; leaving.');
      stage.silence();
      void ending.end('worker_lost', 'superseded');
    },
    endCall: () => void ending.end('operator'),
    report,
  };
  void holdLease(backend, { session_id, epoch }, lease, over.signal);
  try {
    await conversation.begin(over.signal);
  } catch (fault) {
    if (over.signal.aborted) return;
    call.log.error({ err: fault }, 'The first character could not speak.');
    await apologise(call);
    await ending.end('error', 'opening');
  }
}

/** Lets the caller in, and notices when the caller is gone for good. */
function attend(
  call: Call,
  conversation: Conversation,
  session: voice.AgentSession,
  caller: Caller,
): void {
  const { ctx, ending } = call;
  if (ctx.isFakeJob) return;
  const door = openDoor(session, ctx.room, caller.identity, {
    typed: (text) => {
      conversation.typed(text);
    },
  });
  const unwatch = watchCaller(ctx.room, caller.identity, () => {
    void ending.end('caller', 'connection_lost');
  });
  ending.then('door', async () => {
    unwatch();
    await door.close();
  });
}

/** The caller who still hears us is let go with the room; one who hung up needs nothing more. */
async function leave(ctx: JobContext, by: string): Promise<void> {
  if (by !== 'caller' && by !== 'worker_lost' && !ctx.isFakeJob) await ctx.deleteRoom();
  ctx.shutdown(by);
}

async function apologise({ ctx, env, report }: Call): Promise<void> {
  try {
    const apology = await readApology(env.BATON_DATA_DIR);
    if (apology && !ctx.isFakeJob) await sayApology(ctx.room, apology);
  } catch (fault) {
    report('The apology could not be said.', fault);
  }
  await leave(ctx, 'error');
}

function parsed(text: string): unknown {
  try {
    return text ? (JSON.parse(text) as unknown) : {};
  } catch {
    return {};
  }
}
