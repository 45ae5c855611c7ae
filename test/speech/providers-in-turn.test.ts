import { initializeLogger, llm, stt, type tts } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { SpeechEnv } from '../../speech/choices.ts';
import { createSpeech } from '../../speech/choose-speech.ts';
import type { SpeechNews } from '../../speech/speech.ts';
import { aCharacter } from '../fakes/bundle.ts';
import { type FakeDeepgram, startDeepgram } from '../fakes/deepgram-server.ts';
import { FakeSpeech } from '../fakes/fake-speech.ts';
import { type FakeOpenAi, startOpenAi } from '../fakes/openai-server.ts';
import '../live/expect-sound.ts';

initializeLogger({ pretty: false, level: 'silent' });

const RATE = 24_000;
const SENTENCE = 'The workshop is open from nine until six.';
const QUESTION = 'I have a question about an invoice.';
const riley = aCharacter({ slug: 'riley', voice: { openai: 'onyx', deepgram: 'aura-2-orion-en' } });

const HASTY = { BATON_PROVIDER_PATIENCE_S: 0.5 };

const voices = new FakeSpeech();
let deepgram: FakeDeepgram;
let openai: FakeOpenAi;
let second: FakeOpenAi;
beforeAll(async () => {
  deepgram = await startDeepgram({ key: 'key-of-deepgram' });
  openai = await startOpenAi({ key: 'key-of-openai' });
  second = await startOpenAi({ key: 'key-of-the-second' });
});
afterAll(async () => {
  await Promise.all([deepgram.close(), openai.close(), second.close(), voices.close()]);
});

let news: SpeechNews[];
beforeEach(() => {
  news = [];
});

/** The speech of a call; every provider is there. */
function speechOf(lists: Partial<SpeechEnv>) {
  const env: SpeechEnv = {
    BATON_DATA_DIR: '.baton',
    BATON_SPEECH: 'auto',
    DEEPGRAM_API_KEY: deepgram.key,
    DEEPGRAM_BASE_URL: deepgram.url,
    OPENAI_API_KEY: openai.key,
    OPENAI_BASE_URL: openai.url,
    OPENAI_2_API_KEY: second.key,
    OPENAI_2_BASE_URL: second.url,
    // To hear and to speak takes its time where nothing but this machine does it.
    BATON_PROVIDER_PATIENCE_S: 60,
    ...lists,
  };
  const speech = createSpeech(env, null);
  speech.watch((one) => news.push(one));
  return speech;
}

/** How many samples a sentence has that this voice says whole. */
async function lengthOf(text: string, voice: string): Promise<number> {
  return (await voices.speak(text, voice, RATE)).length / 2;
}

async function samplesOf(voice: tts.TTS, text: string): Promise<number> {
  let samples = 0;
  for await (const { frame } of voice.synthesize(text)) samples += frame.samplesPerChannel;
  return samples;
}

describe('a voice that fails', () => {
  it('in the middle of a sentence leaves it to the next one, which says it whole', async () => {
    deepgram.faults.breakNext('speak');
    const voice = speechOf({ BATON_TTS: ['deepgram', 'openai'] }).voice(riley);
    const samples = await samplesOf(voice, SENTENCE);
    expect(samples).toBe(await lengthOf(SENTENCE, 'onyx'));
    const change = { type: 'switched', part: 'voice', from: 'deepgram', to: 'openai' };
    expect(news).toEqual([{ ...change, reason: 'closed', status: 1011 }]);
  });

  it('is not asked again in this call, and is the first again in the next one', async () => {
    deepgram.failNext('speak', 429);
    const lists = { BATON_TTS: ['deepgram', 'openai'] } as const;
    const asked = () => deepgram.log.all.filter(({ kind }) => kind === 'said').length;
    const before = asked();
    const speech = speechOf({ BATON_TTS: [...lists.BATON_TTS] });
    await samplesOf(speech.voice(riley), SENTENCE);
    await samplesOf(speech.voice(riley), SENTENCE);
    expect(news).toMatchObject([{ reason: 'rate_limited', status: 429 }]);
    expect(asked()).toBe(before);
    await samplesOf(speechOf({ BATON_TTS: [...lists.BATON_TTS] }).voice(riley), SENTENCE);
    expect(asked()).toBe(before + 1);
  });

  it('by silence is replaced when its time is over', async () => {
    openai.stallNext('speech');
    const voice = speechOf({ BATON_TTS: ['openai', 'openai-2'], ...HASTY }).voice(riley);
    expect(await samplesOf(voice, SENTENCE)).toBe(await lengthOf(SENTENCE, 'onyx'));
    expect(news).toMatchObject([{ from: 'openai', to: 'openai-2', reason: 'silent' }]);
  });

  it('without a sound is replaced, and a voice that the character has not named is told', async () => {
    openai.broken.set('onyx', 'mute');
    const plain = aCharacter({ slug: 'plain', voice: { openai: 'onyx' } });
    const voice = speechOf({ BATON_TTS: ['openai', 'deepgram'] }).voice(plain);
    expect(await samplesOf(voice, SENTENCE)).toBeGreaterThan(RATE / 2);
    openai.broken.clear();
    expect(news).toMatchObject([
      { type: 'switched', reason: 'no_sound' },
      { type: 'default_voice', character: 'plain', provider: 'deepgram' },
    ]);
  });

  it('as the last one of all tells its error, as it does alone', async () => {
    openai.failNext('speech', 500, 9);
    second.failNext('speech', 500, 9);
    const voice = speechOf({ BATON_TTS: ['openai', 'openai-2'] }).voice(riley);
    const errors: unknown[] = [];
    voice.on('error', ({ error }) => errors.push(error));
    const connOptions = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 1000 };
    let samples = 0;
    for await (const { frame } of voice.synthesize(SENTENCE, connOptions))
      samples += frame.samplesPerChannel;
    expect(samples).toBe(0);
    expect(errors).toHaveLength(1);
    while ((await openai.faults.next('speech')) !== null);
    while ((await second.faults.next('speech')) !== null);
  });
});

async function answerOf(mind: llm.LLM, words: string) {
  const chatCtx = llm.ChatContext.empty();
  chatCtx.addMessage({ role: 'user', content: words });
  const errors: unknown[] = [];
  mind.on('error', ({ error }) => errors.push(error));
  const connOptions = { maxRetry: 0, retryIntervalMs: 0, timeoutMs: 5000 };
  const { text } = await mind.chat({ chatCtx, connOptions }).collect();
  return { text, errors };
}

describe('a mind that fails', () => {
  const lists: Partial<SpeechEnv> = { BATON_LLM: ['openai', 'openai-2'] };
  const ANSWER = 'We are open from nine until six. On Sundays we are closed. Come by any time.';

  it('leaves the turn to the next one, which answers it once', async () => {
    openai.failNext('chat', 500);
    second.script(({ messages }) =>
      JSON.stringify(messages.at(-1)).includes('open') ? { say: ANSWER } : undefined,
    );
    const { text, errors } = await answerOf(speechOf(lists).mind(riley), 'When are you open?');
    expect(text).toBe(ANSWER);
    expect(errors).toEqual([]);
    expect(news).toMatchObject([{ part: 'mind', from: 'openai', reason: 'failed', status: 500 }]);
  });

  it('in the middle of its answer has said whole sentences only, and none is said again', async () => {
    openai.script(() => ({ say: ANSWER }));
    openai.faults.breakNext('chat');
    let told = '';
    second.script(({ messages }) => {
      told = JSON.stringify(messages);
      return { say: ANSWER };
    });
    const { text, errors } = await answerOf(speechOf(lists).mind(riley), 'When are you open?');
    expect(text).toBe(ANSWER);
    expect(errors).toEqual([]);
    expect(told).toContain('The caller has heard this of it');
    expect(told).toContain('We are open from nine until six.');
    expect(told).not.toContain('Come by any time');
    expect(news).toHaveLength(1);
  });

  it('by silence is replaced when its time is over', async () => {
    openai.stallNext('chat');
    const { errors } = await answerOf(speechOf({ ...lists, ...HASTY }).mind(riley), 'When?');
    expect(errors).toEqual([]);
    expect(news).toMatchObject([{ reason: 'silent' }]);
  });
});

/** A sentence between two silences, in frames of 20 ms. */
async function spoken(text: string): Promise<AudioFrame[]> {
  const bytes = await voices.speak(text, 'onyx', RATE);
  const words = new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length >> 1);
  const sound = new Int16Array(RATE + words.length + 2 * RATE);
  sound.set(words, RATE);
  const size = RATE / 50;
  return Array.from({ length: Math.floor(sound.length / size) }, (_, n) => {
    const samples = sound.slice(n * size, (n + 1) * size);
    return new AudioFrame(samples, RATE, 1, size);
  });
}

/** Speaks into an ear as fast as a room does, and resolves with the words that came. */
async function heardBy(ear: stt.STT, text: string, doubt?: () => void): Promise<string[]> {
  const stream = ear.stream();
  const words: string[] = [];
  const first = (async () => {
    for await (const { type, alternatives } of stream) {
      if (type !== stt.SpeechEventType.FINAL_TRANSCRIPT) continue;
      const said = alternatives?.[0]?.text.trim();
      if (said) words.push(said);
      if (said) return;
    }
  })();
  const frames = await spoken(text);
  const since = performance.now();
  for (const [n, frame] of frames.entries()) {
    const early = n * 20 - (performance.now() - since);
    if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
    stream.pushFrame(frame);
  }
  doubt?.();
  const silence = setInterval(() => {
    stream.pushFrame(new AudioFrame(new Int16Array(RATE / 50), RATE, 1, RATE / 50));
  }, 20);
  await first;
  clearInterval(silence);
  stream.close();
  return words;
}

describe('an ear that fails', () => {
  it('while the caller speaks leaves the whole sentence to the next one', async () => {
    deepgram.faults.breakNext('listen');
    const ear = speechOf({ BATON_STT: ['deepgram', 'openai'] }).ear(riley);
    const words = await heardBy(ear, QUESTION);
    expect(words.join(' ')).toSoundLike(QUESTION);
    expect(words).toHaveLength(1);
    expect(news).toMatchObject([{ part: 'ear', from: 'deepgram', to: 'openai', reason: 'closed' }]);
  });

  it('while it is alone is connected anew, and the sentence is heard whole', async () => {
    deepgram.faults.breakNext('listen');
    const words = await heardBy(speechOf({ BATON_STT: ['deepgram'] }).ear(riley), QUESTION);
    expect(words.join(' ')).toSoundLike(QUESTION);
    expect(news).toEqual([]);
  });

  it('once, and is alone, has the same piece put before it again', async () => {
    openai.failNext('transcription', 500);
    const ear = speechOf({ BATON_STT: ['openai'] }).ear(riley);
    const { alternatives } = await ear.recognize(await spoken(QUESTION));
    expect(alternatives?.[0]?.text ?? '').toSoundLike(QUESTION);
    expect(news).toEqual([]);
  });

  it('before it is connected is replaced as well', async () => {
    deepgram.failNext('listen', 503);
    const ear = speechOf({ BATON_STT: ['deepgram', 'openai'] }).ear(riley);
    const words = await heardBy(ear, QUESTION);
    expect(words.join(' ')).toSoundLike(QUESTION);
    expect(news).toMatchObject([{ reason: 'failed', status: 503 }]);
  });

  it('by hearing nothing is replaced by whoever understands the same words', async () => {
    deepgram.stallNext('listen');
    const speech = speechOf({ BATON_STT: ['deepgram', 'openai'] });
    const words = await heardBy(speech.ear(riley), QUESTION, speech.doubtEar);
    expect(words.join(' ')).toSoundLike(QUESTION);
    expect(news).toMatchObject([{ reason: 'silent' }]);
  });

  it.each([
    ['is alone', ['openai']],
    ['is the last one that is left', ['openai', 'openai-2']],
  ] as const)('and %s tells that a turn was lost', async (_which, ears) => {
    // Refused for good: the last one is asked again otherwise.
    for (const server of [openai, second].slice(0, ears.length))
      server.failNext('transcription', 401);
    const ear = speechOf({ BATON_STT: [...ears] }).ear(riley);
    await expect(ear.recognize(await spoken(QUESTION))).rejects.toThrow();
    expect(news.at(-1)).toEqual({ type: 'turn_lost' });
  });

  it('that is given whole pieces has each piece heard by the next one', async () => {
    openai.failNext('transcription', 500);
    const ear = speechOf({ BATON_STT: ['openai', 'openai-2'] }).ear(riley);
    expect(ear.capabilities.streaming).toBe(false);
    const { alternatives } = await ear.recognize(await spoken(QUESTION));
    expect(alternatives?.[0]?.text ?? '').toSoundLike(QUESTION);
    expect(news).toMatchObject([{ from: 'openai', to: 'openai-2', status: 500 }]);
  });
});
