import { initializeLogger, voice } from '@livekit/agents';
import { beforeEach, describe, expect, it } from 'vitest';
import { watchSession } from '../../agent/livekit/session.ts';

const { SpeechCreated, Error: Failed } = voice.AgentSessionEventTypes;
type Source = 'generate_reply' | 'say';

initializeLogger({ pretty: false, level: 'silent' });

let session: voice.AgentSession;
let lost: number;

beforeEach(() => {
  session = new voice.AgentSession({});
  lost = 0;
  const ignore = () => undefined;
  watchSession(session, {
    ...{ caught: ignore, speaks: ignore, begun: ignore, quiet: ignore },
    ...{ closed: ignore, stopped: ignore },
    lost: () => (lost += 1),
  });
});

function created(source: Source = 'generate_reply') {
  const speechHandle = voice.SpeechHandle.create();
  const event = { type: 'speech_created', source, userInitiated: false, speechHandle } as const;
  session.emit(SpeechCreated, { ...event, createdAt: Date.now() });
  return speechHandle;
}

function fails(type = 'llm_error', recoverable = false) {
  const error = { type, recoverable, label: 'x', timestamp: 0, error: new Error('500') };
  session.emit(Failed, { type: 'error', error, source: null, createdAt: Date.now() } as never);
}

/** The callbacks of a handle come after it is done. */
const ended = async (handle: voice.SpeechHandle) => {
  handle._markDone();
  await handle.waitForPlayout();
  await new Promise(setImmediate);
};

describe('an answer that fails', () => {
  it('is lost when what there is of it was said, not while the caller may still speak', async () => {
    const answer = created();
    fails();
    expect(lost).toBe(0);
    await ended(answer);
    expect(lost).toBe(1);
  });

  it('is not lost where the caller spoke on, and nobody waits for it', async () => {
    const early = created();
    fails();
    early.interrupt();
    await ended(early);
    expect(lost).toBe(0);
  });

  it('is not lost where its model gives up after nobody waits for it any more', async () => {
    const early = created();
    early.interrupt();
    await ended(early);
    fails();
    expect(lost).toBe(0);
    fails('tts_error');
    expect(lost).toBe(1);
  });

  it('is not mistaken for a sentence of the house that is said meanwhile', async () => {
    const answer = created();
    const sentence = created('say');
    fails();
    await ended(sentence);
    expect(lost).toBe(0);
    await ended(answer);
    expect(lost).toBe(1);
  });

  it('is lost at once where no answer is under way any more', async () => {
    fails();
    expect(lost).toBe(1);
    await ended(created());
    fails('tts_error');
    expect(lost).toBe(2);
  });

  it('is none where it is about to be tried again, or where the ear has failed', () => {
    fails('llm_error', true);
    fails('stt_error');
    expect(lost).toBe(0);
  });
});
