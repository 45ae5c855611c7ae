import { voice } from '@livekit/agents';

/** Milliseconds that the recogniser has for the words of somebody who has stopped speaking. */
const UNDERSTOOD_MS = 1500;

/**
 * Ends at once when the caller is not speaking; else when the caller has stopped and the words have
 * been recognised, or when the time is up.
 */
export function callerSilence(session: voice.AgentSession, limit_ms: number): Promise<void> {
  if (session.userState !== 'speaking') return Promise.resolve();
  const { UserStateChanged, UserInputTranscribed } = voice.AgentSessionEventTypes;
  return new Promise((resolve) => {
    let timer = setTimeout(done, limit_ms);
    function done() {
      clearTimeout(timer);
      session.off(UserStateChanged, stopped);
      session.off(UserInputTranscribed, understood);
      resolve();
    }
    function stopped() {
      if (session.userState === 'speaking') return;
      clearTimeout(timer);
      timer = setTimeout(done, Math.min(limit_ms, UNDERSTOOD_MS));
    }
    function understood({ isFinal }: voice.UserInputTranscribedEvent) {
      if (isFinal && session.userState !== 'speaking') done();
    }
    session.on(UserStateChanged, stopped);
    session.on(UserInputTranscribed, understood);
  });
}

/**
 * Whoever picks up a telephone speaks first. Ends when that was said and has been recognised, or at
 * the limit: true. When nothing is said within `wait_ms`: false.
 */
export function callerHello(
  session: voice.AgentSession,
  wait_ms: number,
  limit_ms: number,
): Promise<boolean> {
  const { UserStateChanged, UserInputTranscribed } = voice.AgentSessionEventTypes;
  return new Promise((resolve) => {
    let timer = setTimeout(done, wait_ms, false);
    function done(spoke: boolean) {
      clearTimeout(timer);
      session.off(UserStateChanged, speaks);
      session.off(UserInputTranscribed, understood);
      resolve(spoke);
    }
    function speaks() {
      if (session.userState !== 'speaking') return;
      clearTimeout(timer);
      timer = setTimeout(done, limit_ms, true);
    }
    function understood({ isFinal }: voice.UserInputTranscribedEvent) {
      if (isFinal && session.userState !== 'speaking') done(true);
    }
    session.on(UserStateChanged, speaks);
    session.on(UserInputTranscribed, understood);
    speaks();
  });
}
