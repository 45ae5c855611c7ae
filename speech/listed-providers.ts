import { EnvError } from '../config/env.ts';
import type { Choice, Provider, Speech } from './speech.ts';
import type { SpeechEnv } from './speech-env.ts';

const LISTS = { stt: 'BATON_STT', llm: 'BATON_LLM', tts: 'BATON_TTS' } as const;

/** The parts whose providers the environment lists. Throws EnvError naming what they lack. */
export function listedProviders(env: SpeechEnv): Partial<Speech['choices']> {
  const faults = Object.values(LISTS).flatMap((variable) =>
    (env[variable] ?? []).flatMap((provider) => {
      const lacks = lackOf(provider, env);
      return lacks ? [{ variable, expected: `${provider} needs ${lacks}` }] : [];
    }),
  );
  if (faults.length > 0) throw new EnvError(faults);
  return Object.fromEntries(
    Object.entries(LISTS).flatMap(([part, variable]) => {
      const [provider, ...next] = env[variable] ?? [];
      if (!provider) return [];
      const choice: Choice = { provider, because: `${variable} is set`, next };
      return [[part, choice]];
    }),
  );
}

function lackOf(provider: Provider, env: SpeechEnv): string | null {
  switch (provider) {
    case 'embedded':
      return null;
    case 'deepgram':
      return env.DEEPGRAM_API_KEY ? null : 'DEEPGRAM_API_KEY';
    case 'openai':
      return env.OPENAI_API_KEY || env.OPENAI_BASE_URL ? null : 'OPENAI_API_KEY or OPENAI_BASE_URL';
    case 'openai-2':
      return env.OPENAI_2_API_KEY || env.OPENAI_2_BASE_URL
        ? null
        : 'OPENAI_2_API_KEY or OPENAI_2_BASE_URL';
  }
}
