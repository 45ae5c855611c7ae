import type { Env } from '../config/env.ts';
import type { SPEECH_VARIABLES } from '../config/speech-env.ts';

/** What of the environment says who hears, thinks and speaks. */
export type SpeechEnv = Pick<
  Env,
  | 'BATON_DATA_DIR'
  | 'BATON_SPEECH'
  | 'OPENAI_API_KEY'
  | 'OPENAI_BASE_URL'
  | 'OPENAI_MODEL'
  | 'OPENAI_STT_MODEL'
  | 'OPENAI_TTS_MODEL'
  | 'DEEPGRAM_API_KEY'
  | 'DEEPGRAM_BASE_URL'
> &
  Partial<Pick<Env, keyof typeof SPEECH_VARIABLES>>;
