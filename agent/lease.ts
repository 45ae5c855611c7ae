import { timeLimit } from '../config/time-limit.ts';
import { within } from '../config/within.ts';
import { Command, HEARTBEAT_MS, RENEW_MS } from '../protocol/command.ts';
import type { DeskNews } from '../protocol/desk.ts';
import type { BackendClient } from './backend-client.ts';
import { pause } from './pause.ts';

export interface LeaseListener {
  /** Another worker holds the call now: fall silent and leave. Told once. */
  readonly lost: (epoch_in_force: number) => void;
  /** An operator ends the call. */
  readonly endCall: () => void;
  /** An operator passes the caller on to what was dialled. */
  readonly transfer: (target: string, attempt_id: string) => void;
  /** How a call of ours stands at the desk. */
  readonly desk: (news: DeskNews) => void;
  readonly report: (what: string, fault: unknown) => void;
}

/** Milliseconds without a heartbeat after which the stream is opened anew. */
const STALE_MS = 5 * HEARTBEAT_MS;
/** Milliseconds until a stream that ended is opened again, and between tries while that fails. */
const REOPEN_MS = 100;
const RETRY_MS = HEARTBEAT_MS;

/**
 * Holds the command stream of a call open. It is the lease: a heartbeat that names a newer epoch
 * ends this worker's part in the call. A backend that cannot be reached ends nothing.
 */
export async function holdLease(
  backend: BackendClient,
  call: { session_id: string; epoch: number },
  listener: LeaseListener,
  signal: AbortSignal,
): Promise<void> {
  const stopRenewing = keepRenewing(backend, call, signal);
  let away = false;
  let last: AbortController | null = null;
  const over = () => signal.aborted;
  try {
    while (!over()) {
      const stop = new AbortController();
      try {
        const stream = await backend.commands(call, AbortSignal.any([signal, stop.signal]));
        // Only now: the end of a stream that no other follows is how a killed worker is noticed.
        last?.abort();
        last = stop;
        away = false;
        if (await listen(stream, call.epoch, listener)) return;
      } catch (fault) {
        if (over()) return;
        if (!away) listener.report('The command stream is away; the call goes on.', fault);
        away = true;
      }
      await pause(away ? RETRY_MS : REOPEN_MS, signal);
    }
  } finally {
    last?.abort();
    stopRenewing();
  }
}

/** Says that this worker is alive: the stream would stay open where its process stands still. */
function keepRenewing(
  backend: BackendClient,
  call: { session_id: string; epoch: number },
  signal: AbortSignal,
): () => void {
  const renewing = setInterval(() => {
    const limit = timeLimit(RENEW_MS, signal);
    // What is wrong shows at the stream as well.
    backend.renewLease(call, limit).catch(() => undefined);
  }, RENEW_MS);
  return () => {
    clearInterval(renewing);
  };
}

/** Reads the stream until it ends or falls silent; true once the lease is lost. */
async function listen(
  stream: ReadableStream<Uint8Array>,
  epoch: number,
  listener: LeaseListener,
): Promise<boolean> {
  const commands = commandsIn(stream);
  for (;;) {
    const next = commands.next();
    // A stream that has fallen silent is left to its abort.
    next.catch(() => undefined);
    const read = await within(next, STALE_MS, 'A heartbeat');
    if (read.done) return false;
    const command = read.value;
    if (command.type === 'end_call') listener.endCall();
    else if (command.type === 'transfer') listener.transfer(command.target, command.attempt_id);
    else if (command.type === 'desk') listener.desk(command.news);
    else if (command.epoch > epoch) {
      listener.lost(command.epoch);
      return true;
    }
  }
}

/** The commands of a server-sent event stream; lines that are none are passed over. */
async function* commandsIn(stream: ReadableStream<Uint8Array>): AsyncGenerator<Command> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!line.startsWith('data:')) continue;
      const command = Command.safeParse(parsed(line.slice('data:'.length)));
      if (command.success) yield command.data;
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
