import type { llm, stt, tts } from '@livekit/agents';
import type { Character } from '../protocol/character.ts';
import type { Wording } from './wording.ts';

export const PROVIDERS = ['embedded', 'openai', 'deepgram'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** One choice of provider and the reason, for the start's own words and the log. */
export interface Choice {
  readonly provider: Provider;
  readonly because: string;
}

/** Who hears, who thinks, who speaks. Recogniser, model and voice each choose alone (L4). */
export interface Speech {
  readonly choices: { readonly stt: Choice; readonly llm: Choice; readonly tts: Choice };
  /** The ear of a call; one for all characters that speak `language`, so that no word is lost. */
  ear(character: Character): stt.STT;
  mind(character: Character): llm.LLM;
  /** 24 kHz mono, or resampled by the caller. */
  voice(character: Character): tts.TTS;
  /** Words sentences that no file spells out: prompted messages, takeover greetings, summaries. */
  wording(character: Character): Wording;
  /** What this machine cannot do for the character, as a sentence; null where it can do all. */
  lacks(character: Character): string | null;
}
