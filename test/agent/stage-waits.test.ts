import { initializeLogger, voice } from '@livekit/agents';
import { beforeEach, describe, expect, it } from 'vitest';
import { Stage } from '../../agent/livekit/stage.ts';

initializeLogger({ pretty: false, level: 'silent' });

const { SpeechCreated, UserInputTranscribed } = voice.AgentSessionEventTypes;

let session: voice.AgentSession;
let stage: Stage;
beforeEach(() => {
  session = new voice.AgentSession({ vad: null });
  const ignore = () => undefined;
  stage = new Stage(session, {} as never, {
    ...{ run: ignore as never, tools: () => [], said: ignore, starting: ignore },
    heard: () => ({ hold: true }),
    muted: () => false,
  });
});

function begun() {
  const speechHandle = voice.SpeechHandle.create();
  const event = { type: 'speech_created', source: 'generate_reply', userInitiated: false } as const;
  session.emit(SpeechCreated, { ...event, speechHandle, createdAt: Date.now() });
  return speechHandle;
}
const scheduled = () => {
  const handle = begun();
  handle._markScheduled();
  return handle;
};
/** Told once it has happened; a few turns of the loop later it would have. */
const watched = (wait: Promise<unknown>) => {
  const seen = { over: false };
  void wait.then(() => (seen.over = true));
  return async () => {
    for (let n = 0; n < 5; n += 1) await new Promise(setImmediate);
    return seen.over;
  };
};

describe('whoever waits for the end of what is said', () => {
  it('waits for all of it', async () => {
    const [one, other] = [scheduled(), scheduled()];
    const isOver = watched(stage.sentenceEnds());
    one._markDone();
    expect(await isOver()).toBe(false);
    other._markDone();
    expect(await isOver()).toBe(true);
  });

  it('does not wait for an answer that was begun early and of which nothing came', async () => {
    begun();
    expect(await watched(stage.sentenceEnds())()).toBe(true);
  });

  it('waits for an exchange to its end: who speaks into an answer is answered', async () => {
    const first = scheduled();
    const exchange = stage.exchangeEnds();
    const isOver = watched(exchange);
    const event = voice.createUserInputTranscribedEvent({ transcript: 'No, wait', isFinal: true });
    session.emit(UserInputTranscribed, event);
    first._markDone();
    expect(await isOver()).toBe(false);
  });

  it('hears that nobody spoke into it', async () => {
    const answer = scheduled();
    const exchange = stage.exchangeEnds();
    answer._markDone();
    expect(await exchange).toBe(false);
  });
});
