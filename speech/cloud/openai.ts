import * as openai from '@livekit/agents-plugin-openai';
import type { llm, stt, tts } from '@livekit/agents';
import type { Character } from '../../protocol/character.ts';
import type { SpeechEnv } from '../choices.ts';
import { withoutStrayFailure } from '../stray-failure.ts';

const DEFAULTS = {
  llm: 'gpt-4.1-mini',
  /** What Ollama's own examples load; a local server without OPENAI_MODEL gets asked for it. */
  localLlm: 'llama3.1',
  stt: 'gpt-4o-mini-transcribe',
  tts: 'gpt-4o-mini-tts',
  voice: 'alloy',
} as const;

/** Names of Deepgram's models in a character's file mean nothing to OpenAI. */
const DEEPGRAM_MODEL = /^(nova|flux|aura|enhanced|base|whisper-(tiny|base|small|medium|large))\b/;

export function openaiMind(env: SpeechEnv, { models }: Character): llm.LLM {
  const standard = env.OPENAI_API_KEY ? DEFAULTS.llm : DEFAULTS.localLlm;
  return new openai.LLM({ ...access(env), model: models.llm ?? env.OPENAI_MODEL ?? standard });
}

/** Not streaming: the session cuts the speech by its VAD. Works with compatible servers too. */
export function openaiEar(env: SpeechEnv, { models, language }: Character): stt.STT {
  return new openai.STT({
    ...access(env),
    model: own(models.stt) ?? env.OPENAI_STT_MODEL ?? DEFAULTS.stt,
    language: language.split('-')[0] ?? 'en',
    useRealtime: false,
  });
}

/** 24 kHz mono, as the service's `pcm` is. */
export function openaiVoice(env: SpeechEnv, { models, voice }: Character): tts.TTS {
  return new OpenaiVoice({
    ...access(env),
    model: own(models.tts) ?? env.OPENAI_TTS_MODEL ?? DEFAULTS.tts,
    voice: (voice.openai ?? DEFAULTS.voice) as openai.TTSVoices,
    ...(voice.speed !== undefined && { speed: voice.speed }),
  });
}

class OpenaiVoice extends openai.TTS {
  override synthesize(...args: Parameters<openai.TTS['synthesize']>): openai.ChunkedStream {
    return withoutStrayFailure(super.synthesize(...args));
  }
}

function own(model: string | undefined): string | undefined {
  return model !== undefined && DEEPGRAM_MODEL.test(model) ? undefined : model;
}

const OPENAI_ADDRESS = 'https://api.openai.com/v1';

/**
 * The environment by which the second server of OpenAI's kind is asked. Names of models in a
 * character's file are the first one's.
 */
export function secondOpenAi(env: SpeechEnv): SpeechEnv {
  return {
    ...env,
    OPENAI_API_KEY: env.OPENAI_2_API_KEY,
    // Hazard: without an address the library takes the first server's from the environment, key and all.
    OPENAI_BASE_URL: env.OPENAI_2_BASE_URL ?? OPENAI_ADDRESS,
    OPENAI_MODEL: env.OPENAI_2_MODEL,
    OPENAI_STT_MODEL: env.OPENAI_2_STT_MODEL,
    OPENAI_TTS_MODEL: env.OPENAI_2_TTS_MODEL,
  };
}

/** The plugin reads the environment when it is imported; what is given here goes before that. */
function access(env: SpeechEnv): { apiKey: string; baseURL?: string } {
  const apiKey = env.OPENAI_API_KEY ?? 'none';
  return { apiKey, ...(env.OPENAI_BASE_URL && { baseURL: env.OPENAI_BASE_URL }) };
}
