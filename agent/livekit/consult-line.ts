import { randomUUID } from 'node:crypto';
import { type RemoteParticipant, RoomEvent } from '@livekit/rtc-node';
import { RoomServiceClient } from 'livekit-server-sdk';
import type { ConsultPort, PersonWatch, TrunkAnswer } from '../../call/ports.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Speech } from '../../speech/speech.ts';
import { pause } from '../pause.ts';
import { Apart } from './apart.ts';
import { Waiting } from './hold-music.ts';
import { SecondVoice } from './second-voice.ts';
import { createDialer, type DialerOptions, untilHeard } from './trunk.ts';

/** Milliseconds that the two have to hear each other. */
const TALK_LIMIT_MS = 5000;
/** Milliseconds that a request to dial has to end once nobody waits for it. */
const LET_GO_LIMIT_MS = 4000;
const NEVER = new AbortController().signal;

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
  #dialling: Promise<unknown> = Promise.resolve();
  #closing: Promise<void> | null = null;
  #merged = false;

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
      room.on(RoomEvent.ParticipantConnected, this.#came);
      room.on(RoomEvent.ParticipantDisconnected, this.#left);
      room.on(RoomEvent.DtmfReceived, this.#pressed);
      await this.#apart.begin();
      await Promise.all([this.#voice.connect(), this.#waiting.play()]);
      if (this.#isOver()) return await this.#tooLate();
      this.#voice.makeReady(sentences);
      const dialling = this.#dialer.dial(number, name, this.#person, { dialtone: false });
      this.#dialling = dialling;
      const answer = await dialling;
      if (this.#isOver()) return await this.#tooLate();
      if (!answer.accepted) return answer;
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
    if (this.#closing || !room.remoteParticipants.has(this.#person)) return false;
    try {
      this.#waiting.pause();
      await this.#apart.merge();
    } catch (fault) {
      report('A caller and a person could not be brought together.', fault);
      return false;
    }
    this.#voice.hangUp();
    this.#merged = await untilHeard(room, [caller, this.#person], TALK_LIMIT_MS);
    return this.#merged;
  }

  tone(): Promise<void> {
    return this.#waiting.tone();
  }

  /** Whoever comes later waits for the same end. Never rejects. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #isOver(): boolean {
    return this.#closing !== null;
  }

  /** It was closed while it was being made: what came after that ends too. */
  async #tooLate(): Promise<TrunkAnswer> {
    this.#voice.hangUp();
    await Promise.all([this.#apart.end(), this.#waiting.end()]);
    return { accepted: false, api_code: 'caller_gone' };
  }

  async #end(): Promise<void> {
    const { room } = this.#options;
    this.#voice.hangUp();
    if (!this.#merged) {
      await this.#dialer.letGo(this.#person);
      // Who was just joining could not be let go yet: once more when the dialling has ended.
      await Promise.race([this.#dialling, pause(LET_GO_LIMIT_MS, NEVER)]);
      await this.#dialer.letGo(this.#person);
    }
    room.off(RoomEvent.ParticipantConnected, this.#came);
    room.off(RoomEvent.ParticipantDisconnected, this.#left);
    room.off(RoomEvent.DtmfReceived, this.#pressed);
    await Promise.all([this.#apart.end(), this.#waiting.end()]);
  }

  /** Whoever joins after the end is let go at once. */
  readonly #came = (who: RemoteParticipant): void => {
    if (who.identity !== this.#person || !this.#closing) return;
    void this.#dialer.letGo(this.#person);
  };

  readonly #left = (who: RemoteParticipant): void => {
    if (who.identity === this.#person) this.#watch.gone();
  };

  readonly #pressed = (_code: number, key: string, who?: RemoteParticipant): void => {
    if (who?.identity === this.#person && !this.#merged) this.#watch.pressed(key);
  };
}
