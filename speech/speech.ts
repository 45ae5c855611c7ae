import type { llm, stt, tts } from '@livekit/agents';
import type { Character } from '../protocol/character.ts';
import type { Provider } from '../config/speech-env.ts';
import type { ProviderSwitch } from './in-turn/standing.ts';
import type { Wording } from './wording.ts';

export type { Provider };

/** One choice of provider and the reason, for the start's own words and the log. */
export interface Choice {
  readonly provider: Provider;
  readonly because: string;
  /** Who comes next where it fails, in this order. */
  readonly next?: readonly Provider[];
}

/** What is told of the providers while a call goes on. */
export type SpeechNews =
  | ({ readonly type: 'switched' } & ProviderSwitch)
  /** None of the ears of a list could make anything of what the caller said. */
  | { readonly type: 'turn_lost' }
  /** The character's file names no voice for a provider that speaks in another one's stead. */
  | { readonly type: 'default_voice'; readonly character: string; readonly provider: Provider };

/** Who hears, who thinks, who speaks. Recogniser, model and voice each choose alone (L4). */
export interface Speech {
  readonly choices: { readonly stt: Choice; readonly llm: Choice; readonly tts: Choice };
  /** The ear of a call; one for all characters that speak `language`, so that no word is lost. */
  ear(character: Character): stt.STT;
  /**
   * One for somebody else than the caller. Hazard: a session ends when its ear fails for good, and
   * so would the caller's by the failure of an ear that both have.
   */
  otherEar(character: Character): stt.STT;
  mind(character: Character): llm.LLM;
  /** 24 kHz mono, or resampled by the caller. */
  voice(character: Character): tts.TTS;
  /** All that the sound of a sentence depends on besides its words: who speaks now, and how. */
  soundOf(character: Character): string;
  /** Words sentences that no file spells out: prompted messages, takeover greetings, summaries. */
  wording(character: Character): Wording;
  /** What this machine cannot do for the character, as a sentence; null where it can do all. */
  lacks(character: Character): string | null;
  /** Tells what becomes of the providers; the function it returns ends that. */
  watch(told: (news: SpeechNews) => void): () => void;
  /** The caller has spoken and no words came: another ear may have understood. */
  readonly doubtEar: () => void;
}
