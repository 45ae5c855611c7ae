import { EmbeddedSpeechError } from './embedded-speech-error.ts';
import {
  createRecogniser,
  createSynthesiser,
  type Recogniser,
  type Synthesiser,
} from './engine.ts';
import {
  EmbeddedAnswer,
  fromBase64,
  RUNNER_METHOD,
  toBase64,
  type EmbeddedRequest,
} from './request.ts';
import type { Utterance } from './voices.ts';
import type { Pcm } from './wav.ts';

/** One way to the models, wherever they are. Throws EmbeddedSpeechError; aborts by the signal. */
export interface EmbeddedLink {
  recognise(audio: Pcm, signal?: AbortSignal): Promise<string>;
  /** 16 kHz mono. */
  synthesise(utterance: Utterance, signal?: AbortSignal): Promise<Int16Array>;
}

/** Sends one request to the models' process; the framework's executor of a job is one. */
export interface Executor {
  doInference(method: string, data: unknown): Promise<unknown>;
}

/** Far above any honest answer (a 25 s segment takes 1–2 s), for a machine under load. */
const LIMIT_MS = 20_000;

/** With an executor the worker's shared process; without one the engines in this process. */
export function embeddedLink(
  env: { readonly BATON_DATA_DIR: string },
  executor: Executor | null,
): EmbeddedLink {
  return executor ? linkToProcess(executor) : linkToEngines(env);
}

export function linkToProcess(executor: Executor, limitMs: number = LIMIT_MS): EmbeddedLink {
  return {
    async recognise({ samples, sampleRate }, signal) {
      const request = { do: 'recognise', pcm: toBase64(samples), sampleRate } as const;
      const answer = await ask(executor, request, limitMs, signal);
      return 'text' in answer ? answer.text : nonsense('Hearing');
    },
    async synthesise({ text, voice, pitch, speed }, signal) {
      const request = { do: 'synthesise', text, voice, pitch, speed } as const;
      const answer = await ask(executor, request, limitMs, signal);
      return 'pcm' in answer ? fromBase64(answer.pcm) : nonsense('Speaking');
    },
  };
}

async function ask(
  executor: Executor,
  request: EmbeddedRequest,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<Exclude<EmbeddedAnswer, { error: unknown }>> {
  signal?.throwIfAborted();
  const operation = request.do === 'recognise' ? 'Hearing' : 'Speaking';
  const answered = executor.doInference(RUNNER_METHOD, request).catch((cause: unknown) => {
    const detail = 'the process of the models does not take requests.';
    throw new EmbeddedSpeechError({ operation, fault: 'gone', detail, cause });
  });
  const answer = EmbeddedAnswer.safeParse(await within(answered, operation, limitMs, signal));
  if (!answer.success) return nonsense(operation, answer.error);
  if ('error' in answer.data) {
    const { nextStep, ...facts } = answer.data.error;
    throw new EmbeddedSpeechError({ ...facts, ...(nextStep !== undefined && { nextStep }) });
  }
  return answer.data;
}

/** A dead process leaves its calls hanging, so each has a limit. */
async function within<T>(
  work: Promise<T>,
  operation: string,
  limitMs: number,
  signal: AbortSignal | undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    };
    const abort = () => {
      end();
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      end();
      const detail = `no answer from the process of the models in ${limitMs} ms.`;
      reject(new EmbeddedSpeechError({ operation, fault: 'timeout', detail }));
    }, limitMs);
    signal?.addEventListener('abort', abort);
    work.then(resolve, reject).finally(end);
  });
}

function nonsense(operation: string, cause?: unknown): never {
  const detail = 'the process of the models answered in another shape.';
  throw new EmbeddedSpeechError({ operation, fault: 'failed', detail, cause });
}

/** One pair of engines for all who ask in this process, made when first asked. */
const engines: { recogniser?: Promise<Recogniser>; synthesiser?: Synthesiser } = {};

function linkToEngines(env: { readonly BATON_DATA_DIR: string }): EmbeddedLink {
  return {
    async recognise(audio, signal) {
      const recogniser = await (engines.recogniser ??= createRecogniser(env));
      signal?.throwIfAborted();
      return recogniser.recognise(audio);
    },
    async synthesise(utterance, signal) {
      signal?.throwIfAborted();
      return (engines.synthesiser ??= createSynthesiser()).synthesise(utterance);
    },
  };
}
