import { EnvError } from '../config/env.ts';
import { listedProviders } from './listed-providers.ts';
import type { Choice, Provider, Speech } from './speech.ts';
import type { SpeechEnv } from './speech-env.ts';

export type { SpeechEnv };
export type Choices = Speech['choices'];

/** Whoever may have a part, in order. */
export function providersOf({ provider, next = [] }: Choice): readonly Provider[] {
  return [provider, ...next];
}

/** Whether the built-in models may be asked to hear or to speak. The built-in brain has none. */
export function usesModels({ stt, tts }: Choices): boolean {
  return [stt, tts].some((choice) => providersOf(choice).includes('embedded'));
}

/**
 * Who hears, thinks and speaks (L4), each chosen alone:
 *
 * | set                                     | hears    | thinks   | speaks   |
 * | --------------------------------------- | -------- | -------- | -------- |
 * | nothing, or BATON_SPEECH=embedded       | embedded | embedded | embedded |
 * | DEEPGRAM_API_KEY                        | deepgram | embedded | deepgram |
 * | OPENAI_API_KEY                          | openai   | openai   | openai   |
 * | both keys                               | deepgram | openai   | openai   |
 * | OPENAI_BASE_URL (Ollama and the like)   | embedded | openai   | embedded |
 * | … and DEEPGRAM_API_KEY                  | deepgram | openai   | deepgram |
 * | … and OPENAI_STT_MODEL, _TTS_MODEL      | openai   | openai   | openai   |
 * | … and OPENAI_API_KEY                    | as if there were no base URL   |||
 *
 * A server that only thinks (Ollama) keeps the embedded ears and voice as long as no
 * OPENAI_API_KEY is set for it. BATON_SPEECH=cloud is `auto` that refuses any embedded part.
 * BATON_STT, BATON_LLM and BATON_TTS name a part's providers themselves, and who comes next where one
 * fails; all this is for the parts that they leave open. Throws EnvError naming what is missing.
 */
export function chooseProviders(env: SpeechEnv): Choices {
  return choicesByKeys(env, listedProviders(env));
}

type Listed = ReturnType<typeof listedProviders>;

function choicesByKeys(env: SpeechEnv, listed: Listed): Choices {
  if (env.BATON_SPEECH === 'embedded') {
    const embedded: Choice = { provider: 'embedded', because: 'BATON_SPEECH is embedded' };
    return { stt: embedded, llm: embedded, tts: embedded, ...listed };
  }
  const choices = { stt: chooseEar(env), llm: chooseMind(env), tts: chooseVoice(env) };
  if (env.BATON_SPEECH === 'cloud') refuseEmbedded(choices, listed);
  return { ...choices, ...listed };
}

const NO_KEY: Choice = { provider: 'embedded', because: 'no key for a cloud service is set' };

function chooseEar(env: SpeechEnv): Choice {
  if (env.DEEPGRAM_API_KEY) return { provider: 'deepgram', because: 'DEEPGRAM_API_KEY is set' };
  return throughOpenAi(env, 'OPENAI_STT_MODEL') ?? NO_KEY;
}

function chooseMind(env: SpeechEnv): Choice {
  if (env.OPENAI_BASE_URL) return { provider: 'openai', because: 'OPENAI_BASE_URL is set' };
  if (env.OPENAI_API_KEY) return { provider: 'openai', because: 'OPENAI_API_KEY is set' };
  return NO_KEY;
}

function chooseVoice(env: SpeechEnv): Choice {
  const openai = throughOpenAi(env, 'OPENAI_TTS_MODEL');
  if (openai) return openai;
  if (env.DEEPGRAM_API_KEY) return { provider: 'deepgram', because: 'DEEPGRAM_API_KEY is set' };
  return NO_KEY;
}

function throughOpenAi(
  env: SpeechEnv,
  model: 'OPENAI_STT_MODEL' | 'OPENAI_TTS_MODEL',
): Choice | null {
  if (env.OPENAI_API_KEY) return { provider: 'openai', because: 'OPENAI_API_KEY is set' };
  if (env.OPENAI_BASE_URL && env[model]) {
    return { provider: 'openai', because: `OPENAI_BASE_URL and ${model} are set` };
  }
  return null;
}

function refuseEmbedded(choices: Choices, listed: Listed): void {
  const missing = [
    {
      part: 'stt',
      role: choices.stt,
      variable: 'DEEPGRAM_API_KEY',
      expected: 'a key to hear with',
    },
    {
      part: 'llm',
      role: choices.llm,
      variable: 'OPENAI_API_KEY',
      expected: 'a key, or OPENAI_BASE_URL, to think with',
    },
    {
      part: 'tts',
      role: choices.tts,
      variable: 'OPENAI_API_KEY',
      expected: 'a key, or DEEPGRAM_API_KEY, to speak with',
    },
  ].filter(({ part, role }) => role.provider === 'embedded' && !(part in listed));
  if (missing.length === 0) return;
  throw new EnvError(
    missing.map(({ variable, expected }) => ({
      variable,
      expected: `${expected}, since BATON_SPEECH is cloud`,
    })),
  );
}
