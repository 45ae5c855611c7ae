import { voice } from '@livekit/agents';

export interface ConsoleWatch {
  /** `lk` has closed the connection, or the person at it has ended it. */
  readonly gone: () => void;
  /** Nobody listens where `lk` should. */
  readonly unreachable: (fault: unknown) => void;
}

/**
 * Watches the connection to `lk`. Returns the function that stops it. To be called before the
 * session starts, which connects.
 *
 * Hazard: in console mode the framework lives until a signal: it does not notice a closed
 * connection. The one place to see it is the iterator that the framework reads messages from, so
 * that is replaced on this one object.
 */
export function watchConsole(watch: ConsoleWatch): () => void {
  const { transport } = voice.AgentsConsole.getInstance();
  if (!transport) return () => undefined;
  const [start, messages] = [transport.start, transport[Symbol.asyncIterator]];
  transport.start = async () => {
    await start.call(transport).catch((fault: unknown) => {
      watch.unreachable(fault);
      throw fault;
    });
  };
  transport[Symbol.asyncIterator] = async function* () {
    yield* { [Symbol.asyncIterator]: () => messages.call(transport) };
    watch.gone();
  };
  // Before the framework closes the session, which would look like a fault.
  for (const signal of SIGNALS) process.once(signal, watch.gone);
  return () => {
    for (const signal of SIGNALS) process.off(signal, watch.gone);
  };
}

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
