import { EmbeddedSpeechError } from './embedded-speech-error.ts';
import { speakable } from './speakable.ts';

/** Voices inside flite.wasm; `kal` is left out, it knows telephone bandwidth only. */
export const EMBEDDED_VOICES = ['slt', 'rms', 'awb', 'kal16'] as const;
export type EmbeddedVoice = (typeof EMBEDDED_VOICES)[number];

export const DEFAULT_EMBEDDED_VOICE: EmbeddedVoice = 'slt';

/** One utterance. `pitch` and `speed` are factors, 1 is the voice's own. */
export interface Utterance {
  readonly text: string;
  readonly voice: string;
  readonly pitch?: number | undefined;
  readonly speed?: number | undefined;
}

/** kal16 has no recorded contour to shift, only a mean in hertz to speak around. */
const KAL16_MEAN_HZ = 90;

export function isEmbeddedVoice(name: string): name is EmbeddedVoice {
  return (EMBEDDED_VOICES as readonly string[]).includes(name);
}

/**
 * Flite's arguments for an utterance; null when there is nothing to say. `rms` ignores `pitch`
 * (the engine does). Throws EmbeddedSpeechError on a voice it does not have.
 */
export function fliteArguments({ text, voice, pitch = 1, speed = 1 }: Utterance): string[] | null {
  if (!isEmbeddedVoice(voice)) {
    throw new EmbeddedSpeechError({
      operation: 'Speaking',
      fault: 'unknown_voice',
      detail: `there is no voice "${voice}".`,
      nextStep: `Choose one of ${EMBEDDED_VOICES.join(', ')}.`,
    });
  }
  const words = speakable(text);
  if (words === '') return null;
  const shift =
    voice === 'kal16'
      ? `int_f0_target_mean=${(KAL16_MEAN_HZ * pitch).toFixed(1)}`
      : `f0_shift=${pitch.toFixed(3)}`;
  const settings = pitch === 1 ? [] : ['--setf', shift];
  if (speed !== 1) settings.push('--setf', `duration_stretch=${(1 / speed).toFixed(3)}`);
  return ['flite', '-voice', voice, ...settings, '-t', words, '-o', '/speech.wav'];
}
