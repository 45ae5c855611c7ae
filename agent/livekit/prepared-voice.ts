import type { tts } from '@livekit/agents';
import { type AudioFrame, AudioResampler } from '@livekit/rtc-node';
import { ReadableStream, type ReadableStreamDefaultController } from 'node:stream/web';
import { HandoffError } from '../../call/call-error.ts';
import type { PreparedOpening } from '../../call/ports.ts';
import { withoutSilentEdges } from './silent-edges.ts';

/** Hertz of the room's audio track. */
const ROOM_RATE = 24_000;

/** An opening with its voice; `audio` can be read once. */
export interface PreparedVoice extends PreparedOpening {
  readonly audio: ReadableStream<AudioFrame>;
}

/**
 * Synthesises `text` with a voice whose character is not on the line yet, and resolves when the
 * first frame is there. Rejects with HandoffError when the voice fails or the signal aborts.
 */
export async function prepareVoice(
  voice: tts.TTS,
  text: string,
  signal: AbortSignal,
): Promise<PreparedVoice> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const frames = withoutSilentEdges(synthesise(voice, text, either));
  const first = await firstFrame(frames, text, either);
  let discarded = false;
  return {
    text,
    audio: streamOf(first, frames, either),
    discard() {
      if (discarded) return;
      discarded = true;
      over.abort();
    },
  };
}

async function firstFrame(
  frames: AsyncGenerator<AudioFrame>,
  text: string,
  signal: AbortSignal,
): Promise<AudioFrame> {
  try {
    const first = await raced(frames.next(), signal);
    if (!first.done) return first.value;
  } catch (cause) {
    throw new HandoffError('The opening could not be synthesised.', { personal: { text } }, cause);
  }
  throw new HandoffError('The voice gave no audio for the opening.', { personal: { text } });
}

async function* synthesise(
  voice: tts.TTS,
  text: string,
  signal: AbortSignal,
): AsyncGenerator<AudioFrame> {
  // Hazard: a voice tells its fault as an event only (which ends the process where nobody listens)
  // and then its stream just ends, as if all had been said.
  const failure: { fault: Error | null } = { fault: null };
  const note = ({ error }: { error: Error }) => {
    failure.fault = error;
  };
  voice.on('error', note);
  // The agent's own node works only once the agent is on the line, so the voice is asked directly.
  const stream = voice.synthesize(text, undefined, signal);
  const resampler =
    voice.sampleRate === ROOM_RATE ? null : new AudioResampler(voice.sampleRate, ROOM_RATE, 1);
  try {
    for await (const { frame } of stream) {
      if (signal.aborted) return;
      if (resampler) yield* resampler.push(frame);
      else yield frame;
    }
    if (resampler) yield* resampler.flush();
    if (failure.fault) throw failure.fault;
  } finally {
    voice.off('error', note);
    stream.close();
    resampler?.close();
  }
}

function streamOf(
  first: AudioFrame,
  rest: AsyncGenerator<AudioFrame>,
  signal: AbortSignal,
): ReadableStream<AudioFrame> {
  return new ReadableStream<AudioFrame>({
    start(controller) {
      controller.enqueue(first);
      // Read ahead: the frames are needed the moment the swap is done, not after a pull.
      void pump(rest, controller, signal);
    },
    async cancel() {
      await rest.return(undefined);
    },
  });
}

async function pump(
  frames: AsyncGenerator<AudioFrame>,
  controller: ReadableStreamDefaultController<AudioFrame>,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const frame of frames) controller.enqueue(frame);
    controller.close();
  } catch (fault) {
    // A reader that is gone has closed the stream already; nobody waits for the fault then.
    if (!signal.aborted) controller.error(fault);
  }
}

function raced<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    if (signal.aborted) {
      abort();
      return;
    }
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', abort);
    });
  });
}
