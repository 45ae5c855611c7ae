import { voice } from '@livekit/agents';
import { dispose } from '@livekit/rtc-node';
import { deferred } from '../deferred.ts';

export interface ConsoleWatch {
  /** `lk` has closed the connection, or the person at it has ended it. */
  readonly gone: () => void;
  /** Nobody listens where `lk` should. */
  readonly unreachable: (fault: unknown) => void;
}

/** True in a process that `lk agent console` runs. */
export function atConsole(): boolean {
  return voice.AgentsConsole.getInstance().enabled;
}

const ENDINGS = ['SIGINT', 'SIGTERM'] as const;

/**
 * Watches the connection to `lk`. Returns the function that stops it. To be called before the
 * session starts, which connects.
 *
 * Two hazards of the framework's console mode, both mended on the one object that it sends and
 * reads through:
 * - it lets the agent speak before it connects, and drops what is sent until then, with the request
 *   to tell when it was played: a greeting that is ready at once would be waited for without end;
 * - it lives until a signal: it does not notice a closed connection.
 */
export function watchConsole(watch: ConsoleWatch): () => void {
  const { transport } = voice.AgentsConsole.getInstance();
  if (!transport) return () => undefined;
  const start = transport.start.bind(transport);
  const send = transport.sendMessage.bind(transport);
  const messages = transport[Symbol.asyncIterator].bind(transport);
  const tried = deferred();
  transport.start = async () => {
    try {
      await start();
    } catch (fault) {
      watch.unreachable(fault);
      throw fault;
    } finally {
      tried.resolve();
    }
  };
  transport.sendMessage = async (message) => {
    await tried.promise;
    await send(message);
  };
  transport[Symbol.asyncIterator] = async function* () {
    yield* { [Symbol.asyncIterator]: messages };
    watch.gone();
  };
  // Heard before the framework closes the session, which would look like a fault.
  for (const signal of ENDINGS) process.once(signal, watch.gone);
  return () => {
    for (const signal of ENDINGS) process.off(signal, watch.gone);
  };
}

/** Milliseconds that the framework may take to stop the process that holds the models. */
const CHILDREN_LIMIT_MS = 6_000;
const LOOK_EVERY_MS = 50;

/**
 * Leaves the process once the processes that it started have ended.
 *
 * Hazard: the framework ends an ordinary job by force; a console's process it leaves to end by
 * itself, which the native library never lets it, and a timer of its own not for five seconds.
 */
export async function leaveConsole(): Promise<void> {
  await dispose();
  const limit = performance.now() + CHILDREN_LIMIT_MS;
  setInterval(() => {
    const alone = !process.getActiveResourcesInfo().includes('ProcessWrap');
    if (alone || performance.now() > limit) process.exit();
  }, LOOK_EVERY_MS);
}
