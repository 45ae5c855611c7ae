import { toolSecret } from '../config/env.ts';
import type { DisconnectedBy } from '../protocol/call-event.ts';
import { type Answered, LAST_EVENTS_MS } from './answer-call.ts';
import { Bundles } from './bundles.ts';
import type { Call } from './call.ts';
import { Conversation } from './conversation.ts';
import { type BackendDesk, backendDesk } from './desk.ts';
import { backendDirectory } from './directory.ts';
import { Messages } from './messages.ts';
import { EventSpool } from './event-spool.ts';
import { httpSender } from './http/http-sender.ts';
import { holdLease } from './lease.ts';
import { apologise, letGo } from './leaving.ts';
import { livekitKeys } from './livekit-keys.ts';
import { type Caller, watchCaller } from './livekit/caller.ts';
import { CallerTape } from './livekit/caller-tape.ts';
import { watchConsole } from './livekit/console-line.ts';
import { createConsultLine } from './livekit/consult-line.ts';
import { createDeskLine } from './livekit/desk-line.ts';
import { openDoor } from './livekit/door.ts';
import { createRoom } from './livekit/room.ts';
import { createSession, watchSession } from './livekit/session.ts';
import { createStreamLine } from './livekit/stream-line.ts';
import { Stage } from './livekit/stage.ts';
import { tellSpeaking } from './speaking.ts';
import { createTrunk } from './livekit/trunk.ts';

/** Detail of an ending after which caller and person go on talking, and the backend ends the call. */
const MERGED = 'merged';

/** Puts a call together from its parts, and writes its one ending beside each start. */
export async function converse(call: Call, { bundle, caller }: Answered): Promise<void> {
  const { ctx, env, speech, backend, ending, over, report } = call;
  const { session_id, epoch, character } = bundle;
  const post = backend.postEvents.bind(backend, session_id);
  const spool = new EventSpool(epoch, post, report);
  const bundles = new Bundles(backend, session_id, report);
  const session = createSession(bundle, speech);
  const { room } = ctx;
  const stage: Stage = new Stage(session, speech, {
    run: async (...call) => conversation.run(...call),
    tools: (cast) => conversation.toolsOf(cast),
    heard: (text) => conversation.heard(text),
    said: (role, text, interrupted) => {
      conversation.said(role, text, interrupted);
    },
    muted: () => conversation.muted,
    starting: () => {
      attend(call, conversation, session, caller);
    },
  });
  const { dialing } = bundle.transfer;
  const dialer = { keys: livekitKeys(env), room, caller: caller.identity, dialing, report };
  const consult = createConsultLine({ ...dialer, speech, bundle: () => conversation.bundle });
  const line = createDeskLine({ room, caller: caller.identity, report });
  const desk = backendDesk({ backend, session_id, line, report });
  const messages = new Messages({
    tape: new CallerTape(room, caller.identity, session),
    record: spool.record,
    keep: (message_id, wav) => backend.putRecording(session_id, message_id, wav),
    report,
  });
  const conversation: Conversation = new Conversation(bundle, {
    stage,
    speech,
    bundles,
    report,
    room: createRoom(room, epoch),
    trunk: createTrunk(dialer),
    consult,
    stream: createStreamLine({ room, caller, session, report }),
    desk,
    leg: caller.leg,
    messages,
    http: httpSender({ hosts: env.BATON_HTTP_TOOL_HOSTS, log: call.log, over: over.signal }),
    directory: backendDirectory({ backend, session_id, over: over.signal, report }),
    secret: toolSecret,
    clock: () => performance.now(),
    record: spool.record,
    warm: (slugs) => void bundles.warm(slugs, over.signal),
    end: (by, detail) => void ending.end(by, detail),
    merge: () => void ending.end('transfer', MERGED),
  });

  ending.then('conversation', () => {
    conversation.close();
  });
  ending.then('event', (disconnected_by, detail) => {
    // After a merge the call goes on without us; the backend writes its end.
    if (detail === MERGED) return;
    spool.record({ type: 'call_ended', disconnected_by, ...(detail && { detail }) });
  });
  ending.then('waits', () => {
    over.abort(new Error('The call has ended.'));
  });
  ending.then('consultation', () => consult.close());
  ending.then('desk', () => desk.hold.end());
  ending.then('session', () => session.close());
  ending.then('messages', () => messages.close());
  ending.then('events', async () => {
    const lost = await spool.close(LAST_EVENTS_MS);
    if (lost.length > 0) call.log.error({ events: lost.length }, 'Events could not be delivered.');
  });
  ending.then('room', (by: DisconnectedBy) => letGo(call, by));

  watchSession(session, {
    speaks: tellSpeaking({ backend, session_id, over: over.signal }),
    caught: (words) => {
      conversation.caught(words);
    },
    closed: (detail) => void ending.end('error', detail),
  });
  // Whoever talks to somebody at the desk goes on without us.
  ctx.addShutdownCallback(() =>
    conversation.withPerson ? ending.end('transfer', MERGED) : ending.end('error', 'job_shutdown'),
  );

  spool.record({ type: 'call_started', character: character.slug, channel: bundle.channel });
  keepLease(call, { session_id, epoch }, { stage, conversation, desk });
  try {
    await conversation.begin(over.signal, caller.active);
  } catch (fault) {
    if (over.signal.aborted) return;
    call.log.error({ err: fault }, 'The first character could not speak.');
    await apologise(call);
    await ending.end('error', 'opening');
  }
}

function keepLease(
  call: Call,
  { session_id, epoch }: { session_id: string; epoch: number },
  { stage, conversation, desk }: { stage: Stage; conversation: Conversation; desk: BackendDesk },
): void {
  const { backend, ending, log, over, report } = call;
  const lease = {
    lost: (in_force: number) => {
      log.warn({ epoch, in_force }, 'Another worker holds this call; leaving.');
      stage.silence();
      void ending.end('worker_lost', 'superseded');
    },
    endCall: () => void ending.end('operator'),
    transfer: (target: string, attempt_id: string) => {
      conversation.dialled(target, attempt_id);
    },
    desk: desk.told,
    report,
  };
  void holdLease(backend, { session_id, epoch }, lease, over.signal);
}

/** Lets the caller in, and notices what the caller's leg does besides speaking. */
function attend(
  { ctx, ending, report }: Call,
  conversation: Conversation,
  session: ReturnType<typeof createSession>,
  caller: Caller,
): void {
  if (ctx.isFakeJob) {
    const gone = () => {
      conversation.callerGone();
    };
    const unreachable = (fault: unknown) => {
      report('Nobody listens at --connect-addr. Next: run `lk agent console`.', fault);
      process.exitCode = 1;
    };
    ending.then('console', watchConsole({ gone, unreachable }));
    return;
  }
  const door = openDoor(session, ctx.room, caller.identity, {
    typed: (text) => {
      conversation.typed(text);
    },
  });
  const unwatch = watchCaller(ctx.room, caller, {
    gone: (how) => {
      conversation.callerGone(how === 'hung_up' ? undefined : how);
    },
    pressed: (digit) => {
      conversation.pressed(digit);
    },
    headers: (headers) => {
      conversation.headersCame(headers);
    },
  });
  ending.then('door', async () => {
    unwatch();
    await door.close();
  });
}
