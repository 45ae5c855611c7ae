import type { Env } from '../config/env.ts';
import { chooseProviders, type Choices, providersOf, usesModels } from '../speech/choices.ts';
import type { Choice, Provider } from '../speech/speech.ts';
import { StepFailure } from './step-failure.ts';

const NAMES: Readonly<Record<Provider, string>> = {
  embedded: 'embedded',
  openai: 'OpenAI',
  'openai-2': 'the second OpenAI',
  deepgram: 'Deepgram',
};

/** Checks what the chosen speech needs on this machine; says who hears, thinks and speaks. */
export async function readySpeech(env: Env, say: (line: string) => void): Promise<string> {
  const choices = chooseProviders(env);
  if (usesModels(choices)) await checkModels(env, say);
  return speechSentence(choices);
}

/** "hears by Deepgram (…), thinks by OpenAI (…), speaks by …", shorter where all are one. */
export function speechSentence({ stt, llm, tts }: Choices): string {
  const by = (choice: Choice): string => {
    const names = providersOf(choice).map((one) => NAMES[one]);
    return `${names.join(', then ')} (${choice.because})`;
  };
  const same = [llm, tts].every((choice) => by(choice) === by(stt));
  if (same) return `hears, thinks and speaks by ${by(stt)}`;
  return `hears by ${by(stt)}, thinks by ${by(llm)}, speaks by ${by(tts)}`;
}

async function checkModels(env: Env, say: (line: string) => void): Promise<void> {
  const { checkEmbeddedModels } = await import('../speech/embedded/models.ts');
  const { EmbeddedSpeechError } = await import('../speech/embedded/embedded-speech-error.ts');
  let shown = 0;
  try {
    await checkEmbeddedModels(env, ({ file, done, total }) => {
      const quarter = Math.floor((done / total) * 4);
      if (quarter > shown) say(`checking ${file}: ${Math.round((done / total) * 100)} %`);
      shown = quarter;
    });
  } catch (fault) {
    if (!(fault instanceof EmbeddedSpeechError)) throw fault;
    const next = fault.nextStep ?? 'run "npm ci", then npm start again';
    throw new StepFailure(`The embedded speech is not usable: ${fault.detail}`, next, {
      cause: fault,
    });
  }
}
