import {
  type AudioStreamEvent,
  AudioStreamType,
  FfiHandle,
  livekitCopyBuffer,
  type NewAudioStreamResponse,
} from '@livekit/rtc-ffi-bindings';
import type { RemoteAudioTrack } from '@livekit/rtc-node';
import { nativeRequest, quietNative } from '../config/native-client.ts';
import { FRAME_MS } from './playout.ts';

const BYTES_A_SAMPLE = 2;
/** The voices that are heard, by the library's streams. Null: the library's sound has no taker yet. */
let voices: Map<bigint, RoomVoice> | null = null;

/**
 * Keeps the library's events of this process to what the rooms need, and brings each frame to the call
 * whose it is. Before the first room.
 */
export function routeSound(): void {
  voices ??= new Map();
  quietNative({ captureAudioFrame: null, audioStreamEvent: takeSound });
}

/**
 * Somebody's voice in a room, as it comes, in frames of 20 ms at a rate of ours.
 *
 * Hazard: an `AudioStream` of rtc-node is shown every event of every call in the process. With twenty
 * calls each frame was looked at forty times; here it goes to the one who hears it.
 */
export class RoomVoice {
  readonly heard: (frame: Int16Array) => void;
  readonly #id: bigint;
  readonly #handle: FfiHandle;

  /** Throws where the track has ended, and where `routeSound` was not called. */
  constructor(track: RemoteAudioTrack, rate: number, heard: (frame: Int16Array) => void) {
    if (!voices) throw new Error('Nobody takes the sound of the rooms: call routeSound first.');
    const { stream } = nativeRequest('newAudioStream', {
      trackHandle: track.ffi_handle.handle,
      type: AudioStreamType.AUDIO_STREAM_NATIVE,
      sampleRate: rate,
      numChannels: 1,
      frameSizeMs: FRAME_MS,
    }) as NewAudioStreamResponse;
    const id = stream?.handle?.id;
    if (id === undefined) throw new Error('A track cannot be heard.');
    this.heard = heard;
    this.#id = id;
    this.#handle = new FfiHandle(id);
    voices.set(id, this);
  }

  /** Nothing is heard any more. Safe twice. */
  close(): void {
    if (voices?.delete(this.#id)) this.#handle.dispose();
  }
}

function takeSound({ streamHandle = 0n, message }: AudioStreamEvent): void {
  const voice = voices?.get(streamHandle);
  if (message.case === 'eos') voice?.close();
  if (message.case !== 'frameReceived') return;
  const { handle, info } = message.value.frame ?? {};
  if (!handle?.id || !info?.dataPtr) return;
  const buffer = new FfiHandle(handle.id);
  try {
    if (voice) voice.heard(copyOf(info.dataPtr, info.samplesPerChannel ?? 0));
  } finally {
    buffer.dispose();
  }
}

function copyOf(at: bigint, samples: number): Int16Array {
  const bytes = livekitCopyBuffer(at, samples * BYTES_A_SAMPLE);
  return new Int16Array(bytes.buffer, bytes.byteOffset, samples);
}
