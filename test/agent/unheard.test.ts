import { initializeLogger, voice } from '@livekit/agents';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { watchUnheard } from '../../agent/livekit/unheard.ts';

initializeLogger({ pretty: false, level: 'silent' });

const { UserStateChanged, UserInputTranscribed } = voice.AgentSessionEventTypes;

let unheard: number;
let session: voice.AgentSession;
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
  unheard = 0;
  session = new voice.AgentSession({ vad: null, turnHandling: { turnDetection: null } });
  watchUnheard(session, () => {
    unheard += 1;
  });
});
afterEach(() => {
  vi.useRealTimers();
});

/** The caller speaks for so long, as the voice detection tells it. */
function speaks(ms: number, words?: string) {
  session.emit(UserStateChanged, voice.createUserStateChangedEvent('listening', 'speaking'));
  vi.advanceTimersByTime(ms);
  if (words !== undefined)
    session.emit(
      UserInputTranscribed,
      voice.createUserInputTranscribedEvent({ transcript: words, isFinal: false }),
    );
  session.emit(UserStateChanged, voice.createUserStateChangedEvent('speaking', 'listening'));
}

it('a sentence of which no words come is told once', () => {
  speaks(1500);
  vi.advanceTimersByTime(60_000);
  expect(unheard).toBe(1);
});

it('a sentence whose words come is not, and neither is a cough', () => {
  speaks(1500, 'Hello');
  speaks(300);
  vi.advanceTimersByTime(60_000);
  expect(unheard).toBe(0);
});

it('a sentence that goes on after a pause has its time again', () => {
  speaks(1500);
  vi.advanceTimersByTime(2000);
  speaks(1500, 'Hello');
  vi.advanceTimersByTime(60_000);
  expect(unheard).toBe(0);
});
