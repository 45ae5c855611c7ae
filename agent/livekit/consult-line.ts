import { randomUUID } from 'node:crypto';
import { type RemoteParticipant, RoomEvent } from '@livekit/rtc-node';
import { RoomServiceClient } from 'livekit-server-sdk';
import type { ConsultPort, PersonWatch, TrunkAnswer } from '../../call/ports.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Speech } from '../../speech/speech.ts';
import { Apart } from './apart.ts';
import { Waiting } from './hold-music.ts';
import { SecondVoice } from './second-voice.ts';
import { createDialer, type DialerOptions, untilHeard } from './trunk.ts';

/** Milliseconds that the two have to hear each other. */
const TALK_LIMIT_MS = 5000;

export interface ConsultLineOptions extends DialerOptions {
  readonly caller: string;
  readonly speech: Speech;
  /** Who asks. */
  readonly bundle: () => SessionBundle;
}

/** Makes the line on which a person is asked before the caller is put through. */
export function createConsultLine(options: ConsultLineOptions): ConsultPort {
  let current: ConsultCall | null = null;
  return {
    async call(number, name, sentences, watch) {
      await current?.close();
      current = new ConsultCall(options, watch);
      return current.call(number, name, sentences);
    },
    say: (text) => current?.say(text) ?? Promise.resolve(),
    hush: () => current?.hush(),
    merge: () => current?.merge() ?? Promise.resolve(false),
    tone: () => current?.tone() ?? Promise.resolve(),
    close: () => current?.close() ?? Promise.resolve(),
  };
}

/** One person who is called and asked: the order of what happens, from the music to the merge. */
class ConsultCall {
  readonly #options: ConsultLineOptions;
  readonly #watch: PersonWatch;
  readonly #person = `person-${randomUUID()}`;
  readonly #dialer;
  readonly #apart: Apart;
  readonly #waiting: Waiting;
  readonly #voice: SecondVoice;
  #merged = false;
  #closed = false;

  constructor(options: ConsultLineOptions, watch: PersonWatch) {
    const { keys, room, caller, speech, bundle, report } = options;
    const person = this.#person;
    const rooms = new RoomServiceClient(keys.url.replace(/^ws/, 'http'), keys.key, keys.secret);
    this.#options = options;
    this.#watch = watch;
    this.#dialer = createDialer(options);
    this.#apart = new Apart({ rooms, room, caller, person, report });
    this.#waiting = new Waiting(room, report);
    const { name = '' } = room;
    this.#voice = new SecondVoice({ keys, room: name, person, speech, bundle, watch, report });
  }

  async call(number: string, name: string, sentences: readonly string[]): Promise<TrunkAnswer> {
    const { room, report } = this.#options;
    try {
      room.on(RoomEvent.ParticipantDisconnected, this.#left);
      room.on(RoomEvent.DtmfReceived, this.#pressed);
      await this.#apart.begin();
      await Promise.all([this.#voice.connect(), this.#waiting.begin()]);
      this.#voice.makeReady(sentences);
      const answer = await this.#dialer.dial(number, name, this.#person, { dialtone: false });
      if (!answer.accepted || this.#closed) return answer;
      await this.#apart.answered();
      this.#voice.listen();
      return answer;
    } catch (fault) {
      report('A person could not be asked.', fault);
      await this.close();
      return { accepted: false, api_code: 'consult_failed' };
    }
  }

  say(text: string): Promise<void> {
    return this.#voice.say(text);
  }

  hush(): void {
    this.#voice.hush();
  }

  async merge(): Promise<boolean> {
    const { room, caller, report } = this.#options;
    if (this.#closed || !room.remoteParticipants.has(this.#person)) return false;
    try {
      this.#waiting.endMusic();
      await this.#apart.merge();
    } catch (fault) {
      report('A caller and a person could not be brought together.', fault);
      return false;
    }
    this.#merged = true;
    this.#voice.hangUp();
    return untilHeard(room, [caller, this.#person], TALK_LIMIT_MS);
  }

  tone(): Promise<void> {
    return this.#waiting.tone();
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const { room } = this.#options;
    room.off(RoomEvent.ParticipantDisconnected, this.#left);
    room.off(RoomEvent.DtmfReceived, this.#pressed);
    this.#voice.hangUp();
    if (!this.#merged) await this.#dialer.letGo(this.#person);
    this.#waiting.end();
    await this.#apart.end();
  }

  readonly #left = (who: RemoteParticipant): void => {
    if (who.identity === this.#person) this.#watch.gone();
  };

  readonly #pressed = (_code: number, key: string, who?: RemoteParticipant): void => {
    if (who?.identity === this.#person && !this.#merged) this.#watch.pressed(key);
  };
}
