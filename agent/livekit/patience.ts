import { voice } from '@livekit/agents';

/**
 * Resolves to false once `limit_ms` have passed in which the caller was silent: while the caller
 * speaks, an opening may not start, so that time does not count; a character that has begun to
 * think of an answer to the caller has the time again. `cancel` ends the wait.
 */
export function patience(
  session: voice.AgentSession,
  limit_ms: number,
  signal: AbortSignal,
): { readonly overdue: Promise<false>; readonly cancel: () => void } {
  let timer: NodeJS.Timeout | undefined;
  let give_up: (value: false) => void = () => undefined;
  const overdue = new Promise<false>((resolve) => {
    give_up = resolve;
  });

  const wind = () => {
    clearTimeout(timer);
    if (session.userState === 'speaking') return;
    timer = setTimeout(() => {
      give_up(false);
    }, limit_ms);
  };
  const abort = () => {
    give_up(false);
  };
  session.on(voice.AgentSessionEventTypes.UserStateChanged, wind);
  session.on(voice.AgentSessionEventTypes.AgentStateChanged, wind);
  signal.addEventListener('abort', abort, { once: true });
  wind();

  return {
    overdue,
    cancel() {
      clearTimeout(timer);
      session.off(voice.AgentSessionEventTypes.UserStateChanged, wind);
      session.off(voice.AgentSessionEventTypes.AgentStateChanged, wind);
      signal.removeEventListener('abort', abort);
    },
  };
}
