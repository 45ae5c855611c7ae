import { inference, voice } from '@livekit/agents';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Speaker } from '../../protocol/live-call.ts';
import type { Speech } from '../../speech/speech.ts';
import type { SoundLog } from '../sound-log.ts';
import { FaithfulVad } from '../../speech/faithful-vad.ts';
import { tapVoice } from './sound-tap.ts';

/**
 * The framework's session of one call. The ear belongs to the session, so that half a sentence
 * survives a handoff. Turn detection and interruption are pinned to what runs on this machine:
 * in development the framework's own default is a detector in the cloud.
 */
export function createSession(
  bundle: SessionBundle,
  speech: Speech,
  sound: SoundLog,
): voice.AgentSession {
  const vad = new FaithfulVad({ model: 'silero' });
  vad.hears = (frame) => {
    sound.caller.add(frame, sound.now_ms);
  };
  const session = new voice.AgentSession({
    stt: speech.ear(bundle.character),
    vad,
    turnHandling: {
      turnDetection: new inference.TurnDetector({ version: 'v1-mini' }),
      interruption: { mode: 'vad' },
    },
    userAwayTimeout: null,
  });
  tapVoice(session, sound);
  return session;
}

/** Reasons of a close that is no fault, and not the caller's doing. */
const STOPPED: readonly string[] = [
  voice.CloseReason.USER_INITIATED,
  voice.CloseReason.JOB_SHUTDOWN,
];

/** What a session tells the call besides what the stage does. */
export interface SessionWatch {
  /** Words of the caller, as the recogniser is sure of them. */
  readonly caught: (words: string) => void;
  /** Somebody begins to speak, or has stopped. */
  readonly speaks: (who: Speaker, now: boolean) => void;
  /** The first words of the call are heard. */
  readonly begun: () => void;
  /** Once something was said: nobody speaks and nothing is thought of, or that is over. */
  readonly quiet: (now: boolean) => void;
  /** Who thinks or speaks has failed, all tries included, and the turn is lost; what there was of an answer is said. */
  readonly lost: () => void;
  /** The session has closed by itself, for a fault. */
  readonly closed: (detail: string | undefined) => void;
  /** The framework has closed it, because this job is stopped. */
  readonly stopped: () => void;
}

export function watchSession(session: voice.AgentSession, watch: SessionWatch): void {
  session.on(voice.AgentSessionEventTypes.UserInputTranscribed, (event) => {
    if (event.isFinal) watch.caught(event.transcript);
  });
  let begun = false;
  const quiet = () => {
    const now = session.agentState === 'listening' && session.userState !== 'speaking';
    watch.quiet(begun && now);
  };
  session.on(voice.AgentSessionEventTypes.UserStateChanged, ({ newState }) => {
    watch.speaks('caller', newState === 'speaking');
    quiet();
  });
  session.on(voice.AgentSessionEventTypes.AgentStateChanged, ({ newState }) => {
    watch.speaks('agent', newState === 'speaking');
    if (newState === 'speaking' && !begun) {
      begun = true;
      watch.begun();
    }
    quiet();
  });
  watchLost(session, watch.lost);
  session.on(voice.AgentSessionEventTypes.Close, ({ reason, error }) => {
    if (STOPPED.includes(reason)) watch.stopped();
    else watch.closed(error ? 'session' : undefined);
  });
}

/**
 * Hazard: an answer may fail before the caller's turn has ended, since the model is asked early. The end
 * of the turn would cut off whatever is said then; and where the caller speaks on, or another answer
 * takes its place, nothing is lost. So what became of the answer is waited for.
 */
function watchLost(session: voice.AgentSession, lost: () => void): void {
  let answer: voice.SpeechHandle | undefined;
  session.on(voice.AgentSessionEventTypes.SpeechCreated, ({ source, speechHandle }) => {
    if (source !== 'say') answer = speechHandle;
  });
  session.on(voice.AgentSessionEventTypes.Error, ({ error }) => {
    if (!isLost(error)) return;
    // A model's fault that comes late is an answer's that nobody waits for any more.
    if (error.type === 'llm_error' && answer?.interrupted) return;
    if (!answer || answer.done()) lost();
    else
      answer.addDoneCallback(({ interrupted }) => {
        if (!interrupted) lost();
      });
  });
}

/** Hazard: the framework hands errors on that it is about to try again. */
function isLost(error: unknown): error is { type: 'llm_error' | 'tts_error' } {
  const { type, recoverable } = error as { type?: string; recoverable?: boolean };
  return recoverable === false && (type === 'llm_error' || type === 'tts_error');
}
