import { z } from 'zod';
import { optional, or } from './variable.ts';

/** Who can hear, think and speak. `openai-2` is one more server of OpenAI's kind. */
export const SPEECH_PROVIDERS = ['embedded', 'openai', 'openai-2', 'deepgram'] as const;
export type Provider = (typeof SPEECH_PROVIDERS)[number];
const MINDS = ['embedded', 'openai', 'openai-2'] as const;

/** Providers in the order in which they are asked, each once: "deepgram, embedded". */
const inOrder = <P extends string>(providers: readonly P[]) =>
  z
    .string()
    .transform((list) => list.split(',').map((name) => name.trim()))
    .refine(
      (names) => names.every((name) => (providers as readonly string[]).includes(name)),
      `names among ${providers.join(', ')}, separated by commas`,
    )
    .refine((names) => new Set(names).size === names.length, 'each name once')
    .transform((names) => names as P[]);

/** Seconds for which a provider may be silent where nothing else is said. */
export const PATIENCE_S = 6;

export const SPEECH_VARIABLES = {
  OPENAI_API_KEY: optional(z.string()),
  OPENAI_BASE_URL: optional(z.url()),
  OPENAI_MODEL: optional(z.string()),
  /** Name these to hear or speak through an OPENAI_BASE_URL that needs no key. */
  OPENAI_STT_MODEL: optional(z.string()),
  OPENAI_TTS_MODEL: optional(z.string()),
  DEEPGRAM_API_KEY: optional(z.string()),
  DEEPGRAM_BASE_URL: optional(z.url()),
  /** Who hears, thinks and speaks, and who comes next where one fails. */
  BATON_STT: optional(inOrder(SPEECH_PROVIDERS)),
  BATON_LLM: optional(inOrder(MINDS)),
  BATON_TTS: optional(inOrder(SPEECH_PROVIDERS)),
  /** Seconds for which a provider may be silent before the next one is asked. */
  BATON_PROVIDER_PATIENCE_S: or(z.coerce.number().min(0.5).max(60), PATIENCE_S),
  OPENAI_2_API_KEY: optional(z.string()),
  OPENAI_2_BASE_URL: optional(z.url()),
  OPENAI_2_MODEL: optional(z.string()),
  OPENAI_2_STT_MODEL: optional(z.string()),
  OPENAI_2_TTS_MODEL: optional(z.string()),
};
