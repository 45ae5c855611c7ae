import { EmbeddedSpeechError } from './embedded-speech-error.ts';
import { MODEL_FILES, modelPath } from './models.ts';
import { requirePackage } from './packages.ts';
import { Queue } from './queue.ts';
import { resample } from '../../config/resample.ts';
import { cutAtPauses, soundIn } from './segments.ts';
import { tokensFile } from './tokens.ts';
import type { Pcm } from './wav.ts';

/** What of sherpa-onnx-node is used here; the package has no types of its own. */
interface Sherpa {
  readonly OfflineRecognizer: new (config: object) => NativeRecogniser;
}
interface NativeRecogniser {
  createStream(): NativeStream;
  decodeAsync(stream: NativeStream): Promise<unknown>;
  getResult(stream: NativeStream): { readonly text: string };
}
interface NativeStream {
  acceptWaveform(audio: { samples: Float32Array; sampleRate: number }): void;
}

export interface Recogniser {
  /** English text of the speech, empty where there is none. Throws EmbeddedSpeechError. */
  recognise(audio: Pcm): Promise<string>;
}

const MODEL_RATE = 16_000;
const AT_ONCE = 2;
const SHORTEST_S = 0.1;

/**
 * Moonshine base in this process: about 190 MB, half a second in which nothing else runs, then
 * decoding beside the event loop. Throws EmbeddedSpeechError when a package is missing.
 */
export async function createRecogniser(env: {
  readonly BATON_DATA_DIR: string;
}): Promise<Recogniser> {
  const sherpa = requirePackage('sherpa-onnx-node') as Sherpa;
  const native = new sherpa.OfflineRecognizer({
    featConfig: { sampleRate: MODEL_RATE, featureDim: 80 },
    modelConfig: {
      moonshine: { encoder: modelPath(MODEL_FILES[0]), mergedDecoder: modelPath(MODEL_FILES[1]) },
      tokens: await tokensFile(env.BATON_DATA_DIR),
      numThreads: 1,
      provider: 'cpu',
      debug: 0,
    },
  });
  const queue = new Queue(AT_ONCE);
  return {
    async recognise({ samples, sampleRate }) {
      const texts: string[] = [];
      for (const segment of cutAtPauses(resample(samples, sampleRate, MODEL_RATE), MODEL_RATE)) {
        if (segment.length < SHORTEST_S * MODEL_RATE) continue;
        texts.push(await queue.run(async () => hear(native, segment)));
      }
      return texts.filter(Boolean).join(' ');
    },
  };
}

/** What is said in a segment; where nothing is understood, once more without the silence around it. */
async function hear(native: NativeRecogniser, segment: Int16Array): Promise<string> {
  let text = await decode(native, segment);
  for (const sound of text ? [] : soundIn(segment, MODEL_RATE)) {
    text ||= await decode(native, sound);
  }
  return text;
}

async function decode(native: NativeRecogniser, samples: Int16Array): Promise<string> {
  try {
    const stream = native.createStream();
    const scaled = Float32Array.from(samples, (sample) => sample / 32_768);
    stream.acceptWaveform({ samples: scaled, sampleRate: MODEL_RATE });
    await native.decodeAsync(stream);
    return native.getResult(stream).text.trim();
  } catch (cause) {
    const detail = 'the recogniser failed on a segment.';
    throw new EmbeddedSpeechError({ operation: 'Hearing', fault: 'failed', detail, cause });
  }
}
