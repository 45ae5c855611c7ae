import {
  createLocalAudioTrack,
  DeviceUnsupportedError,
  MediaDeviceFailure,
  type LocalAudioTrack,
} from 'livekit-client';
import { CallFailure, type Failure } from './call-failure.ts';
import type { Microphone } from './call-room.ts';

export class LiveMicrophone implements Microphone {
  readonly track: LocalAudioTrack;

  constructor(track: LocalAudioTrack) {
    this.track = track;
  }

  release(): void {
    this.track.stop();
  }
}

export async function takeMicrophone(): Promise<Microphone> {
  try {
    const track = await createLocalAudioTrack({
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
    });
    return new LiveMicrophone(track);
  } catch (cause) {
    throw new CallFailure(failureOf(cause), { cause });
  }
}

function failureOf(cause: unknown): Failure {
  if (cause instanceof DeviceUnsupportedError) return 'microphone_unavailable';
  const failure = cause instanceof Error ? MediaDeviceFailure.getFailure(cause) : undefined;
  if (failure === MediaDeviceFailure.PermissionDenied) return 'microphone_refused';
  if (failure === MediaDeviceFailure.NotFound) return 'microphone_missing';
  return 'microphone_unavailable';
}
