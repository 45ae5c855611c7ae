/** npm passes a Ctrl-C on that the terminal already sent: the same press, twice. */
const SAME_PRESS_MS = 1_000;

export interface QuitSignal {
  /** Aborted by the first SIGINT, SIGTERM or SIGHUP. */
  readonly signal: AbortSignal;
  /** Resolves with the first one's name. */
  readonly asked: Promise<NodeJS.Signals>;
  /** Stops listening. */
  readonly stop: () => void;
}

/** Listens for the wish to stop; `onForce` is called when it is said a second time. */
export function listenForQuit(onForce: () => void): QuitSignal {
  const controller = new AbortController();
  let firstAt = 0;
  let tell: (signal: NodeJS.Signals) => void = () => undefined;
  const asked = new Promise<NodeJS.Signals>((resolve) => {
    tell = resolve;
  });
  const hear = (signal: NodeJS.Signals): void => {
    if (!controller.signal.aborted) {
      firstAt = Date.now();
      tell(signal);
      controller.abort(new Error('asked to stop'));
    } else if (Date.now() - firstAt > SAME_PRESS_MS) {
      onForce();
    }
  };
  const heard = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of heard) process.on(signal, hear);
  return {
    signal: controller.signal,
    asked,
    stop: () => {
      for (const signal of heard) process.off(signal, hear);
    },
  };
}
