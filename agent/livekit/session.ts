import { inference, voice } from '@livekit/agents';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { DisconnectedBy } from '../../protocol/call-event.ts';
import type { Speech } from '../../speech/speech.ts';

/**
 * The framework's session of one call. The ear belongs to the session, so that half a sentence
 * survives a handoff. Turn detection and interruption are pinned to what runs on this machine:
 * in development the framework's own default is a detector in the cloud.
 */
export function createSession(bundle: SessionBundle, speech: Speech): voice.AgentSession {
  return new voice.AgentSession({
    stt: speech.ear(bundle.character),
    turnHandling: {
      turnDetection: new inference.TurnDetector({ version: 'v1-mini' }),
      interruption: { mode: 'vad' },
    },
    userAwayTimeout: null,
  });
}

/** Who ended the call when the framework closes the session by itself. */
export function endedBy(reason: voice.CloseEvent['reason']): DisconnectedBy {
  const hungUp: string = voice.CloseReason.PARTICIPANT_DISCONNECTED;
  return reason === hungUp ? 'caller' : 'error';
}
