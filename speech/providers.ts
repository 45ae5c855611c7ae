import type { llm, stt, tts } from '@livekit/agents';
import type { Character } from '../protocol/character.ts';
import type { SpeechEnv } from './choices.ts';
import { deepgramEar, deepgramVoice } from './cloud/deepgram.ts';
import { openaiEar, openaiMind, openaiVoice, secondOpenAi } from './cloud/openai.ts';
import { EmbeddedBrain } from './embedded/brain.ts';
import { EmbeddedEar } from './embedded/ear.ts';
import type { EmbeddedLink } from './embedded/link.ts';
import { EmbeddedVoice } from './embedded/voice.ts';
import { DEFAULT_EMBEDDED_VOICE } from './embedded/voices.ts';
import type { Provider } from './speech.ts';

export interface ProviderMeans {
  readonly env: SpeechEnv;
  readonly link: EmbeddedLink;
}

export function earBy(
  provider: Provider,
  { env, link }: ProviderMeans,
  character: Character,
): stt.STT {
  switch (provider) {
    case 'deepgram':
      return deepgramEar(env, character);
    case 'openai':
      return openaiEar(env, character);
    case 'openai-2':
      return openaiEar(secondOpenAi(env), withoutModels(character));
    case 'embedded':
      return new EmbeddedEar(link);
  }
}

export function mindBy(provider: Provider, { env }: ProviderMeans, character: Character): llm.LLM {
  if (provider === 'openai') return openaiMind(env, character);
  if (provider === 'openai-2') return openaiMind(secondOpenAi(env), withoutModels(character));
  return new EmbeddedBrain(character);
}

export function voiceBy(
  provider: Provider,
  { env, link }: ProviderMeans,
  character: Character,
): tts.TTS {
  switch (provider) {
    case 'deepgram':
      return deepgramVoice(env, character);
    case 'openai':
      return openaiVoice(env, character);
    case 'openai-2':
      return openaiVoice(secondOpenAi(env), withoutModels(character));
    case 'embedded': {
      const { embedded: voice = DEFAULT_EMBEDDED_VOICE, pitch, speed } = character.voice;
      return new EmbeddedVoice(link, { voice, pitch, speed });
    }
  }
}

/** Whether the character's file says how it sounds by this provider. */
export function hasVoice(provider: Provider, { voice }: Character): boolean {
  return voice[provider === 'openai-2' ? 'openai' : provider] !== undefined;
}

/** What decides how a sentence sounds by this provider, besides its words. */
export function soundBy(
  provider: Provider,
  { env }: ProviderMeans,
  { voice, models, language }: Character,
): string {
  const { OPENAI_BASE_URL, OPENAI_TTS_MODEL, OPENAI_2_BASE_URL, OPENAI_2_TTS_MODEL } = env;
  const asked = [OPENAI_BASE_URL, OPENAI_TTS_MODEL, OPENAI_2_BASE_URL, OPENAI_2_TTS_MODEL];
  return JSON.stringify([provider, voice, models.tts, language, asked, env.DEEPGRAM_BASE_URL]);
}

function withoutModels(character: Character): Character {
  return { ...character, models: {} };
}
