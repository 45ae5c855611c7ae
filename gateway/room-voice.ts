import {
  type AudioStreamEvent,
  AudioStreamType,
  FfiHandle,
  livekitCopyBuffer,
  type NewAudioStreamResponse,
} from '@livekit/rtc-ffi-bindings';
import type { RemoteAudioTrack } from '@livekit/rtc-node';
import { nativeRequest } from '../config/native-client.ts';
import { FRAME_MS } from './playout.ts';

const BYTES_A_SAMPLE = 2;
/** Who hears which of the library's streams. */
const hearers = new Map<bigint, (frame: Int16Array) => void>();

/**
 * Somebody's voice in a room, as it comes, in frames of 20 ms at a rate of ours.
 *
 * Hazard: an `AudioStream` of rtc-node is shown every event of every call in the process. With twenty
 * calls each frame was looked at forty times; here it goes to the one who hears it.
 */
export class RoomVoice {
  readonly #handle: FfiHandle;

  /** `takeSound` must take the library's sound (`quietNative`). Throws where the track has ended. */
  constructor(track: RemoteAudioTrack, rate: number, heard: (frame: Int16Array) => void) {
    const { stream } = nativeRequest('newAudioStream', {
      trackHandle: track.ffi_handle.handle,
      type: AudioStreamType.AUDIO_STREAM_NATIVE,
      sampleRate: rate,
      numChannels: 1,
      frameSizeMs: FRAME_MS,
    }) as NewAudioStreamResponse;
    const id = stream?.handle?.id;
    if (id === undefined) throw new Error('A track cannot be heard.');
    this.#handle = new FfiHandle(id);
    hearers.set(id, heard);
  }

  /** Safe twice. */
  close(): void {
    if (hearers.delete(this.#handle.handle)) this.#handle.dispose();
  }
}

/** Hands a frame to whoever hears its stream. The library's own buffer is given back in any case. */
export function takeSound({ streamHandle, message }: AudioStreamEvent): void {
  if (message.case !== 'frameReceived') return;
  const { handle, info } = message.value.frame ?? {};
  if (!handle || !info) return;
  const heard = hearers.get(streamHandle ?? 0n);
  const bytes =
    heard && livekitCopyBuffer(info.dataPtr ?? 0n, (info.samplesPerChannel ?? 0) * BYTES_A_SAMPLE);
  new FfiHandle(handle.id ?? 0n).dispose();
  if (bytes)
    heard(new Int16Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / BYTES_A_SAMPLE));
}
