import { initializeLogger } from '@livekit/agents';
import { describe, expect, it } from 'vitest';
import { EnvError } from '../../config/env.ts';
import { chooseProviders, type SpeechEnv, usesModels } from '../../speech/choices.ts';
import { secondOpenAi } from '../../speech/cloud/openai.ts';
import { createSpeech } from '../../speech/choose-speech.ts';
import { aCharacter } from '../fakes/bundle.ts';

initializeLogger({ pretty: false, level: 'silent' });

const env = (given: Partial<SpeechEnv>): SpeechEnv => ({
  BATON_DATA_DIR: '.baton',
  BATON_SPEECH: 'auto',
  ...given,
});
const chosen = (given: Partial<SpeechEnv>) => {
  const { stt, llm, tts } = chooseProviders(env(given));
  return [stt.provider, llm.provider, tts.provider].join(' ');
};
const openai = { OPENAI_API_KEY: 'sk-1' };
const deepgram = { DEEPGRAM_API_KEY: 'dg-1' };
const ollama = { OPENAI_BASE_URL: 'http://localhost:11434/v1' };

describe('the second server of OpenAI’s kind', () => {
  it('is OpenAI where it has a key and no address, and never the first server', () => {
    const first = { OPENAI_BASE_URL: 'http://first.example/v1', OPENAI_API_KEY: 'first' };
    const second = secondOpenAi(env({ ...first, OPENAI_2_API_KEY: 'second' }));
    expect(second).toMatchObject({
      OPENAI_API_KEY: 'second',
      OPENAI_BASE_URL: 'https://api.openai.com/v1',
    });
  });
});

describe('the process that holds the built-in models', () => {
  it.each([
    ['is needed without keys', {}, true],
    ['is needed where only a model is elsewhere', ollama, true],
    ['is not needed where all is elsewhere', openai, false],
    ['is not needed for the built-in brain', deepgram, false],
    ['is needed where a list names it', { ...openai, BATON_STT: ['openai', 'embedded'] }, true],
  ] as const)('%s', (_what, given, needed) => {
    expect(usesModels(chooseProviders(env(given as Partial<SpeechEnv>)))).toBe(needed);
  });
});

describe('who hears, thinks and speaks', () => {
  it.each([
    ['nothing is set', {}, 'embedded embedded embedded'],
    ['there is a key of Deepgram', deepgram, 'deepgram embedded deepgram'],
    ['there is a key of OpenAI', openai, 'openai openai openai'],
    ['there are both keys', { ...openai, ...deepgram }, 'deepgram openai openai'],
    ['there is an Ollama', ollama, 'embedded openai embedded'],
    ['there is an Ollama and Deepgram', { ...ollama, ...deepgram }, 'deepgram openai deepgram'],
    ['the local server hears', { ...ollama, OPENAI_STT_MODEL: 'w' }, 'openai openai embedded'],
    ['the local server speaks', { ...ollama, OPENAI_TTS_MODEL: 'k' }, 'embedded openai openai'],
    ['the base URL has a key', { ...ollama, ...openai }, 'openai openai openai'],
    ['it must be embedded', { ...openai, BATON_SPEECH: 'embedded' }, 'embedded embedded embedded'],
  ] as const)('when %s', (_when, given, expected) => {
    expect(chosen(given)).toBe(expected);
  });

  it('refuses cloud speech without its keys and names every missing one', () => {
    const choose = () => chooseProviders(env({ BATON_SPEECH: 'cloud' }));
    expect(choose).toThrow(EnvError);
    expect(choose).toThrow(/DEEPGRAM_API_KEY[\s\S]*OPENAI_API_KEY/);
  });

  it('is listed in order, and what is listed is not a matter of BATON_SPEECH', () => {
    const { stt, llm, tts } = chooseProviders(
      env({ ...openai, ...deepgram, BATON_SPEECH: 'cloud', BATON_STT: ['deepgram', 'embedded'] }),
    );
    expect(stt).toEqual({ provider: 'deepgram', because: 'BATON_STT is set', next: ['embedded'] });
    expect([llm.provider, tts.provider]).toEqual(['openai', 'openai']);
    const mixed = env({ BATON_SPEECH: 'embedded', ...openai, BATON_LLM: ['openai'] });
    expect(chooseProviders(mixed).llm.provider).toBe('openai');
  });

  it('is refused where a listed one lacks its key, each with what it needs', () => {
    const choose = () =>
      chooseProviders(env({ BATON_STT: ['deepgram'], BATON_LLM: ['openai', 'openai-2'] }));
    expect(choose).toThrow(EnvError);
    expect(choose).toThrow(
      /BATON_STT: deepgram needs DEEPGRAM_API_KEY[\s\S]*BATON_LLM: openai needs OPENAI_API_KEY[\s\S]*openai-2 needs OPENAI_2/,
    );
  });

  it('keeps one ear for the characters of a language, so that half a sentence survives', () => {
    const speech = createSpeech(env({ ...openai, ...deepgram }), null);
    const one = speech.ear(aCharacter({ slug: 'one' }));
    expect(speech.otherEar(aCharacter({ slug: 'one' }))).not.toBe(one);
    expect(speech.ear(aCharacter({ slug: 'two' }))).toBe(one);
    expect(speech.ear(aCharacter({ slug: 'three', language: 'es' }))).not.toBe(one);
  });

  it('says honestly that the built-in ears and voice know English only', () => {
    const spanish = aCharacter({ slug: 'spanish', language: 'es' });
    expect(createSpeech(env({}), null).lacks(spanish)).toMatch(/English only, not Spanish/);
    expect(createSpeech(env({}), null).lacks(aCharacter({ slug: 'english' }))).toBeNull();
    expect(createSpeech(env({ ...openai, ...deepgram }), null).lacks(spanish)).toBeNull();
  });
});
