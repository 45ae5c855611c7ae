import { voice } from '@livekit/agents';

/** Milliseconds of speech from which words are expected; less may be a cough. */
const SPEECH_MS = 600;
/** Milliseconds that the words may take after it. */
const WORDS_LIMIT_MS = 2500;

/** Tells when the caller has spoken and no words came. The function it returns ends that. */
export function watchUnheard(session: voice.AgentSession, unheard: () => void): () => void {
  const { UserStateChanged, UserInputTranscribed } = voice.AgentSessionEventTypes;
  let began = 0;
  let words = false;
  let timer: NodeJS.Timeout | undefined;
  const changed = ({ newState, oldState }: voice.UserStateChangedEvent) => {
    if (newState === 'speaking') {
      clearTimeout(timer);
      began = performance.now();
      words = false;
    } else if (oldState === 'speaking' && !words && performance.now() - began > SPEECH_MS) {
      timer = setTimeout(unheard, WORDS_LIMIT_MS);
    }
  };
  const understood = ({ transcript }: voice.UserInputTranscribedEvent) => {
    if (!transcript.trim()) return;
    words = true;
    clearTimeout(timer);
  };
  session.on(UserStateChanged, changed);
  session.on(UserInputTranscribed, understood);
  return () => {
    clearTimeout(timer);
    session.off(UserStateChanged, changed);
    session.off(UserInputTranscribed, understood);
  };
}
