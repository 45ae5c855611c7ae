import { voice } from '@livekit/agents';
import {
  AudioStream,
  RemoteAudioTrack,
  type RemoteTrack,
  type Room,
  RoomEvent,
} from '@livekit/rtc-node';
import type { Recording, TapePort } from '../../call/ports.ts';
import { EAR_RATE as RATE } from './ear-frames.ts';

/** Milliseconds of a piece: what is kept for minutes is not kept in thousands of them. */
const PIECE_MS = 100;
/** Longest stretch that is kept. */
const LONGEST_S = 180;
/** Milliseconds before the caller was noticed to speak that belong to the speech. */
const LEAD_MS = 600;

/**
 * What the caller has said since an agent last spoke, as audio. It runs only once it was started,
 * and holds no more than three minutes.
 */
export class CallerTape implements TapePort {
  readonly #room: Room;
  readonly #caller: string;
  #chunks: Int16Array[] = [];
  /** Samples dropped so far, and samples kept. */
  #dropped = 0;
  #kept = 0;
  /** Sample at which the caller began to speak; null while an agent has the word. */
  #begun: number | null = null;
  #running: ReadableStreamDefaultReader<{ data: Int16Array }> | null = null;
  readonly #stops: (() => void)[] = [];

  constructor(room: Room, caller: string, session: voice.AgentSession) {
    this.#room = room;
    this.#caller = caller;
    const { UserStateChanged, AgentStateChanged } = voice.AgentSessionEventTypes;
    session.on(UserStateChanged, ({ newState }) => {
      if (newState === 'speaking') this.#begun ??= this.#now() - (RATE * LEAD_MS) / 1000;
    });
    session.on(AgentStateChanged, ({ newState }) => {
      if (newState === 'speaking') this.#begun = null;
    });
  }

  /** Safe twice. */
  start(): void {
    if (this.#stops.length > 0) return;
    const heard = (track: RemoteTrack, _publication: unknown, from: { identity: string }) => {
      if (from.identity === this.#caller && track instanceof RemoteAudioTrack) this.#listen(track);
    };
    this.#room.on(RoomEvent.TrackSubscribed, heard);
    this.#stops.push(() => this.#room.off(RoomEvent.TrackSubscribed, heard));
    const there = this.#room.remoteParticipants.get(this.#caller)?.trackPublications.values() ?? [];
    for (const { track } of there) if (track instanceof RemoteAudioTrack) this.#listen(track);
  }

  cut(): Recording | null {
    if (this.#begun === null || this.#kept === 0) return null;
    const all = new Int16Array(this.#kept);
    let at = 0;
    for (const chunk of this.#chunks) {
      all.set(chunk, at);
      at += chunk.length;
    }
    const samples = all.slice(Math.max(0, this.#begun - this.#dropped));
    return samples.length > 0 ? { samples, sampleRate: RATE } : null;
  }

  close(): void {
    for (const stop of this.#stops) stop();
    void this.#running?.cancel();
    this.#chunks = [];
    this.#kept = 0;
  }

  #listen(track: RemoteAudioTrack): void {
    if (this.#running) return;
    const reader = new AudioStream(track, {
      sampleRate: RATE,
      numChannels: 1,
      frameSizeMs: PIECE_MS,
    }).getReader();
    this.#running = reader;
    const read = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        this.#keep(value.data);
      }
      this.#running = null;
    };
    void read().catch(() => {
      this.#running = null;
    });
  }

  #keep(samples: Int16Array): void {
    this.#chunks.push(Int16Array.from(samples));
    this.#kept += samples.length;
    while (this.#kept > RATE * LONGEST_S) {
      const gone = this.#chunks.shift();
      if (!gone) return;
      this.#kept -= gone.length;
      this.#dropped += gone.length;
    }
  }

  #now(): number {
    return this.#dropped + this.#kept;
  }
}
