import { randomUUID } from 'node:crypto';
import { voice } from '@livekit/agents';
import {
  AudioStream,
  RemoteAudioTrack,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
} from '@livekit/rtc-node';
import { AccessToken, RoomServiceClient } from 'livekit-server-sdk';
import type { ConsultPort, PersonWatch, TrunkAnswer } from '../../call/ports.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Speech } from '../../speech/speech.ts';
import { TimeLimitError, within } from '../within.ts';
import { Apart } from './apart.ts';
import { onlyHeardBy } from './audience.ts';
import { BeepEar } from './beep.ts';
import { FaithfulVad } from './faithful-vad.ts';
import { Waiting } from './hold-music.ts';
import { type PreparedVoice, prepareVoice } from './prepared-voice.ts';
import { createDialer, type DialerOptions, untilHeard } from './trunk.ts';

/** Hertz at which the person's line is listened to for a beep. */
const BEEP_RATE = 16_000;
/** Milliseconds that the two have to hear each other. */
const TALK_LIMIT_MS = 5000;
const CLOSE_LIMIT_MS = 5000;
const TOKEN_TTL_S = 60;

export interface ConsultLineOptions extends DialerOptions {
  readonly caller: string;
  readonly speech: Speech;
  /** Who asks. */
  readonly bundle: () => SessionBundle;
}

/** A second voice of ours, with its own connection to the room. */
interface SecondVoice {
  readonly room: Room;
  readonly session: voice.AgentSession;
  readonly door: voice.RoomIO;
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

class ConsultCall {
  readonly #options: ConsultLineOptions;
  readonly #watch: PersonWatch;
  readonly #person = `person-${randomUUID()}`;
  readonly #rooms: RoomServiceClient;
  readonly #dialer;
  readonly #apart: Apart;
  readonly #waiting: Waiting;
  #voice: SecondVoice | null = null;
  /** Sentences whose voice is made before they are needed. */
  readonly #ready = new Map<string, Promise<PreparedVoice>>();
  readonly #over = new AbortController();
  #merged = false;
  #closed = false;

  constructor(options: ConsultLineOptions, watch: PersonWatch) {
    const { keys, room, caller, report } = options;
    this.#options = options;
    this.#watch = watch;
    this.#rooms = new RoomServiceClient(keys.url.replace(/^ws/, 'http'), keys.key, keys.secret);
    this.#dialer = createDialer(options);
    this.#apart = new Apart({ rooms: this.#rooms, room, caller, person: this.#person, report });
    this.#waiting = new Waiting(room, report);
  }

  async call(number: string, name: string, sentences: readonly string[]): Promise<TrunkAnswer> {
    const { room, report } = this.#options;
    try {
      room.on(RoomEvent.ParticipantDisconnected, this.#left);
      room.on(RoomEvent.DtmfReceived, this.#pressed);
      await this.#apart.begin();
      const [second] = await Promise.all([this.#connect(), this.#waiting.begin()]);
      this.#voice = second;
      this.#makeReady(sentences);
      const answer = await this.#dialer.dial(number, name, this.#person, { dialtone: false });
      if (!answer.accepted || this.#closed) return answer;
      await this.#apart.answered();
      this.#listen(second.room);
      return answer;
    } catch (fault) {
      report('A person could not be asked.', fault);
      await this.close();
      return { accepted: false, api_code: 'consult_failed' };
    }
  }

  async say(text: string): Promise<void> {
    const { session } = this.#voice ?? {};
    if (!session || this.#closed) return;
    const ready = this.#ready.get(text);
    this.#ready.delete(text);
    const audio = (await ready?.catch(() => undefined))?.audio;
    if (this.#over.signal.aborted) return;
    const how = { allowInterruptions: false, ...(audio && { audio }) };
    await session.say(text, how).waitForPlayout();
  }

  hush(): void {
    this.#voice?.session.interrupt({ force: true });
  }

  async merge(): Promise<boolean> {
    const { room, caller, report } = this.#options;
    if (this.#closed || !room.remoteParticipants.has(this.#person)) return false;
    try {
      await Promise.all([this.#apart.merge(), this.#waiting.endMusic()]);
    } catch (fault) {
      report('A caller and a person could not be brought together.', fault);
      return false;
    }
    this.#merged = true;
    this.#hangVoiceUp();
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
    this.#hangVoiceUp();
    if (!this.#merged) await this.#dialer.letGo(this.#person);
    await Promise.all([this.#apart.end(), this.#waiting.end()]);
  }

  #makeReady(sentences: readonly string[]): void {
    const { speech, bundle } = this.#options;
    for (const text of sentences) {
      const made = prepareVoice(speech.voice(bundle().character), text, this.#over.signal);
      // One that fails is made when it is said.
      made.catch(() => undefined);
      this.#ready.set(text, made);
    }
  }

  async #connect(): Promise<SecondVoice> {
    const { keys, room: callers, speech, bundle } = this.#options;
    const { character } = bundle();
    const room = new Room();
    const token = new AccessToken(keys.key, keys.secret, {
      identity: `consult-${randomUUID()}`,
      name: character.name,
      ttl: TOKEN_TTL_S,
    });
    token.kind = 'agent';
    token.addGrant({
      roomJoin: true,
      room: callers.name ?? '',
      canPublish: true,
      canPublishData: false,
      canSubscribe: true,
      // The framework shows what its session does.
      canUpdateOwnMetadata: true,
    });
    await room.connect(keys.url, await token.toJwt(), { autoSubscribe: false, dynacast: false });
    if (!room.localParticipant) throw new Error('The second voice is not in the room.');
    onlyHeardBy(room.localParticipant, [this.#person]);
    const session = new voice.AgentSession({
      stt: speech.ear(character),
      vad: new FaithfulVad({ model: 'silero' }),
      tts: speech.voice(character),
      turnHandling: {
        turnDetection: 'vad',
        // Nothing of ours is cut by the person, and all that the person says meanwhile is heard.
        interruption: { mode: 'vad', discardAudioIfUninterruptible: false },
      },
      userAwayTimeout: null,
      aecWarmupDuration: null,
    });
    const agent = new Asking({ instructions: '' });
    session.updateAgent(agent);
    // Its own words must not come up in the caller's transcript: see `door.ts` for the rest.
    const door = new voice.RoomIO({
      agentSession: session,
      room,
      participant: this.#person,
      inputOptions: { closeOnDisconnect: false, textEnabled: false },
      outputOptions: { transcriptionEnabled: false },
    });
    door.start();
    this.#attend(session);
    await session.start({ agent, record: false });
    return { room, session, door };
  }

  #attend(session: voice.AgentSession): void {
    const { UserStateChanged, UserInputTranscribed } = voice.AgentSessionEventTypes;
    session.on(UserStateChanged, ({ newState }) => {
      this.#watch.speaking(newState === 'speaking');
    });
    session.on(UserInputTranscribed, ({ isFinal, transcript }) => {
      if (isFinal && transcript.trim()) this.#watch.heard(transcript);
    });
  }

  /** The second voice hears the person and nobody else. */
  #listen(room: Room): void {
    const subscribe = (publication: RemoteTrackPublication, who: RemoteParticipant) => {
      if (who.identity === this.#person) publication.setSubscribed(true);
    };
    const heard = (track: RemoteTrack, _: RemoteTrackPublication, who: RemoteParticipant) => {
      if (who.identity !== this.#person || !(track instanceof RemoteAudioTrack)) return;
      void this.#listenForBeep(track);
    };
    room.on(RoomEvent.TrackSubscribed, heard);
    room.on(RoomEvent.TrackPublished, subscribe);
    const person = room.remoteParticipants.get(this.#person);
    if (!person) return;
    for (const one of person.trackPublications.values()) subscribe(one, person);
  }

  async #listenForBeep(track: RemoteAudioTrack): Promise<void> {
    const ear = new BeepEar();
    const frames = new AudioStream(track, { sampleRate: BEEP_RATE, numChannels: 1 }).getReader();
    for (;;) {
      const { done, value } = await frames.read();
      if (done || this.#closed || this.#merged) break;
      if (ear.hears(value)) this.#watch.beep();
    }
    await frames.cancel();
  }

  /**
   * Nobody waits for it. Hazard: the framework's RoomIO waits for its first listener without an
   * end, and a person who never picked up is none.
   */
  #hangVoiceUp(): void {
    const second = this.#voice;
    this.#voice = null;
    this.#over.abort(new Error('The consultation is over.'));
    if (!second) return;
    const { report } = this.#options;
    const { session, door, room } = second;
    const parts = [session.close(), door.close(), room.disconnect()];
    for (const part of parts) {
      within(part, CLOSE_LIMIT_MS, 'The end of the second voice').catch((fault: unknown) => {
        if (!(fault instanceof TimeLimitError)) report('The second voice did not end.', fault);
      });
    }
  }

  readonly #left = (who: RemoteParticipant): void => {
    if (who.identity === this.#person) this.#watch.gone();
  };

  readonly #pressed = (_code: number, key: string, who?: RemoteParticipant): void => {
    if (who?.identity === this.#person && !this.#merged) this.#watch.pressed(key);
  };
}

/** It says what it is given and answers nothing by itself. */
class Asking extends voice.Agent {
  override onUserTurnCompleted(): Promise<void> {
    throw new voice.StopResponse();
  }
}
