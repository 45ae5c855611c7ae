import { z } from 'zod';
import { EMBEDDED_FAULTS, EmbeddedSpeechError } from './embedded-speech-error.ts';

/** Name of the runner in the worker's inference process. */
export const RUNNER_METHOD = 'baton_embedded_speech';

/** What crosses to the process of the models. PCM is base64 of 16-bit little-endian mono. */
export const EmbeddedRequest = z.discriminatedUnion('do', [
  z.object({ do: z.literal('recognise'), pcm: z.base64(), sampleRate: z.int().min(8000) }),
  z.object({
    do: z.literal('synthesise'),
    text: z.string(),
    voice: z.string(),
    pitch: z.number().optional(),
    speed: z.number().optional(),
  }),
]);
export type EmbeddedRequest = z.infer<typeof EmbeddedRequest>;

/** Errors travel as data: the channel between the processes turns an Error into `{}`. */
export const EmbeddedAnswer = z.union([
  z.object({ text: z.string() }),
  z.object({ pcm: z.string() }),
  z.object({
    error: z.object({
      operation: z.string(),
      fault: z.enum(EMBEDDED_FAULTS),
      detail: z.string(),
      nextStep: z.string().optional(),
    }),
  }),
]);
export type EmbeddedAnswer = z.infer<typeof EmbeddedAnswer>;

export function toBase64(samples: Int16Array): string {
  return Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength).toString('base64');
}

export function fromBase64(pcm: string): Int16Array {
  const bytes = Buffer.from(pcm, 'base64');
  const samples = new Int16Array(Math.floor(bytes.length / 2));
  for (let index = 0; index < samples.length; index += 1) {
    samples[index] = bytes.readInt16LE(index * 2);
  }
  return samples;
}

/** An error as data; what is not ours is told by its class only, its text may hold speech. */
export function asAnswer(error: unknown): EmbeddedAnswer {
  if (error instanceof EmbeddedSpeechError) {
    const { operation, fault, detail, nextStep } = error;
    return { error: { operation, fault, detail, ...(nextStep !== undefined && { nextStep }) } };
  }
  const kind = error instanceof Error ? `${error.name}: ${error.message}` : typeof error;
  return { error: { operation: 'Speech', fault: 'failed', detail: kind } };
}
