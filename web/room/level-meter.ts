import { createAudioAnalyser, type LocalAudioTrack, type RemoteAudioTrack } from 'livekit-client';

type Analyser = ReturnType<typeof createAudioAnalyser>;

/** Loudness of one track at a time, 0 to 1. */
export class LevelMeter {
  #analyser: Analyser | undefined;

  watch(track: LocalAudioTrack | RemoteAudioTrack): void {
    this.stop();
    try {
      this.#analyser = createAudioAnalyser(track, { smoothingTimeConstant: 0.6 });
    } catch {
      // Without Web Audio there is a call and no meter.
    }
  }

  level(): number {
    const volume = this.#analyser?.calculateVolume() ?? 0;
    return Number.isFinite(volume) ? Math.min(1, volume) : 0;
  }

  stop(): void {
    const analyser = this.#analyser;
    this.#analyser = undefined;
    void analyser?.cleanup().catch(() => undefined);
  }
}
