import { toolSecret } from '../config/env.ts';
import type { DisconnectedBy } from '../protocol/call-event.ts';
import { attend } from './attend.ts';
import { Bundles } from './bundles.ts';
import type { Call } from './call.ts';
import { Conversation } from './conversation.ts';
import { type BackendDesk, backendDesk } from './desk.ts';
import { backendDirectory } from './directory.ts';
import { Messages } from './messages.ts';
import { type Answered, LAST_EVENTS_MS } from './opened-call.ts';
import { EventSpool } from './event-spool.ts';
import { httpSender } from './http/http-sender.ts';
import type { LeaseListener } from './lease.ts';
import { apologise, letGo } from './leaving.ts';
import { KeptSentences } from './kept-sentences.ts';
import { livekitKeys } from './livekit-keys.ts';
import { canBeHeard } from './livekit/caller.ts';
import { CallerTape } from './livekit/caller-tape.ts';
import { createConsultLine } from './livekit/consult-line.ts';
import { createDeskLine } from './livekit/desk-line.ts';
import { Greetings } from './livekit/greetings.ts';
import { createRoom } from './livekit/room.ts';
import { createSession, watchSession } from './livekit/session.ts';
import { createStreamLine } from './livekit/stream-line.ts';
import { Stage } from './livekit/stage.ts';
import { watchUnheard } from './livekit/unheard.ts';
import { tellProviders } from './provider-news.ts';
import { SoundLog } from './sound-log.ts';
import { tellSpeaking } from './speaking.ts';
import { LostTurns } from './lost-turns.ts';
import { OwnWords } from './own-words.ts';
import { keepTime } from './time-limits.ts';
import { watchSuccessor } from './livekit/successor.ts';
import { createTrunk } from './livekit/trunk.ts';

/** Detail of an ending after which another worker goes on with the call (B12). */
export const STOPPING = 'stopping';
/** Detail of an ending after which caller and person go on talking, and the backend ends the call. */
const MERGED = 'merged';

/** Puts a call together from its parts, and writes its one ending beside each start. */
export async function converse(call: Call, { bundle, caller, lease }: Answered): Promise<void> {
  const { ctx, env, speech, backend, ending, over, report } = call;
  const { session_id, epoch, character } = bundle;
  const post = backend.postEvents.bind(backend, session_id);
  const spool = new EventSpool(epoch, post, report);
  const bundles = new Bundles(backend, session_id, report);
  const sound = new SoundLog({ record: spool.record, clock: () => performance.now() });
  const session = createSession(bundle, speech, sound);
  const { room } = ctx;
  const kept = new KeptSentences(env.BATON_DATA_DIR);
  const greetings = new Greetings({ speech, kept, report });
  const stage: Stage = new Stage(
    session,
    { speech, greetings },
    {
      run: async (...call) => conversation.run(...call),
      tools: (cast) => conversation.toolsOf(cast),
      heard: (text) => conversation.heard(text),
      said: (role, text, interrupted) => {
        if (role === 'agent' && !words.has(text)) lostTurns.answered();
        conversation.said(role, text, interrupted);
      },
      muted: () => conversation.muted,
      starting: () => {
        attend(call, conversation, session, { caller, stirred });
      },
    },
  );
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

  const words = new OwnWords(call, stage, conversation);
  const voiceless = () => !ctx.isFakeJob && !canBeHeard(room, caller.identity);
  const silent = keepTime(call, bundle, { say: words.say, conversation, voiceless });
  const lostTurns = new LostTurns({
    attending: () => conversation.withCaller,
    excuse: () => words.say(({ lost_turn }) => lost_turn),
    giveUp: () => void closed('providers'),
  });
  const stirred = () => {
    silent.stirred();
    lostTurns.heard();
  };
  ending.then('conversation', () => {
    conversation.close();
  });
  ending.then('sound', () => {
    sound.end();
  });
  ending.then('event', (disconnected_by, detail) => {
    // After a merge the call goes on without us; the backend writes its end.
    if (detail === MERGED) return;
    if (detail === STOPPING) {
      spool.record({ type: 'worker_lost', detail });
      return;
    }
    spool.record({ type: 'call_ended', disconnected_by, ...(detail && { detail }) });
  });
  ending.then('waits', () => {
    over.abort(new Error('The call has ended.'));
  });
  ending.then('consultation', () => consult.close());
  ending.then('desk', () => desk.hold.end());
  ending.then('session', () => session.close());
  ending.then('messages', () => messages.close());
  const lost = () => {
    lostTurns.lost();
  };
  ending.then('providers', tellProviders(call, { record: spool.record, lost }));
  ending.then('unheard', watchUnheard(session, speech.doubtEar));
  ending.then('events', async () => {
    const lost = await spool.close(LAST_EVENTS_MS);
    if (lost.length > 0) call.log.error({ events: lost.length }, 'Events could not be delivered.');
  });
  ending.then('room', (by: DisconnectedBy) => letGo(call, by));

  const speaks = tellSpeaking({ backend, session_id, over: over.signal });
  const stopped = () => {
    // A console has no room that another worker could come into.
    if (ctx.isFakeJob) return ending.end('error', 'job_shutdown');
    // Whoever talks to somebody at the desk goes on without us.
    if (conversation.withPerson) return ending.end('transfer', MERGED);
    return ending.end('worker_lost', STOPPING);
  };
  const closed = async (detail: string | undefined) => {
    silent.close();
    if (conversation.withPerson) return ending.end('transfer', MERGED);
    if (detail) await apologise(call);
    await ending.end('error', detail);
  };
  watchSession(session, {
    speaks: (who, now) => {
      if (who === 'caller') {
        silent.speaks(now);
        lostTurns.heard();
      }
      speaks(who, now);
    },
    begun: () => {
      call.log.info({ after_ms: call.since() }, 'The first words are heard.');
    },
    quiet: (now) => {
      silent.quiet(now);
    },
    caught: (words) => {
      silent.understood();
      conversation.caught(words);
    },
    lost,
    closed: (detail) => void closed(detail),
    stopped: () => void stopped(),
  });
  ctx.addShutdownCallback(stopped);

  const { taken_over, channel } = bundle;
  call.log.info(
    { session_id, epoch, channel, after_ms: call.since() },
    'A call begins, or goes on.',
  );
  if (taken_over) spool.record({ type: 'worker_resumed' });
  // Where nothing was said, whether that was told is not known; the customer's service hears it once.
  if (!taken_over || taken_over.lines.length === 0)
    spool.record({ type: 'call_started', character: character.slug, channel });
  const holder = leaseOf(call, epoch, { stage, conversation, desk });
  lease.listen(holder);
  ending.then('successor', watchSuccessor(room, epoch, holder.lost));
  try {
    await conversation.begin(over.signal, caller.active);
  } catch (fault) {
    if (over.signal.aborted) return;
    call.log.error({ fault }, 'The first character could not speak.');
    await apologise(call);
    await ending.end('error', 'opening');
  }
}

/** What becomes of a call that is no longer ours, or that an operator wants something of. */
function leaseOf(
  { ending, log, report }: Call,
  epoch: number,
  { stage, conversation, desk }: { stage: Stage; conversation: Conversation; desk: BackendDesk },
): LeaseListener {
  return {
    lost: (in_force) => {
      log.warn({ epoch, in_force }, 'Another worker holds this call; leaving.');
      void ending.end('worker_lost', 'superseded');
      stage.silence();
    },
    endCall: () => void ending.end('operator'),
    transfer: (target, attempt_id) => {
      conversation.dialled(target, attempt_id);
    },
    desk: desk.told,
    report,
  };
}
