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
import { AccessToken } from 'livekit-server-sdk';
import { TimeLimitError, within } from '../../config/within.ts';
import type { PersonWatch } from '../../call/ports.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { Speech } from '../../speech/speech.ts';
import { onlyHeardBy } from './audience.ts';
import { BeepEar } from './beep.ts';
import { EAR_RATE, hearByPackets } from './ear-frames.ts';
import { FaithfulVad } from '../../speech/faithful-vad.ts';
import { type PreparedVoice, prepareVoice } from './prepared-voice.ts';
import type { LivekitKeys } from './trunk.ts';

const CLOSE_LIMIT_MS = 5000;
const TOKEN_TTL_S = 60;

export interface SecondVoiceOptions {
  readonly keys: LivekitKeys;
  /** The room's name. */
  readonly room: string;
  readonly person: string;
  readonly speech: Speech;
  /** Who asks. */
  readonly bundle: () => SessionBundle;
  readonly watch: Pick<PersonWatch, 'speaking' | 'heard' | 'beep' | 'gone'>;
  readonly report: (what: string, fault: unknown) => void;
}

/** Its connection to the room, and the session that speaks and hears through it. */
interface Connection {
  readonly room: Room;
  readonly session: voice.AgentSession;
  readonly door: voice.RoomIO;
}

/** A voice of ours beside the character's, which one person of the room hears and nobody else. */
export class SecondVoice {
  readonly #options: SecondVoiceOptions;
  /** Sentences whose voice is made before they are needed. */
  readonly #ready = new Map<string, Promise<PreparedVoice>>();
  readonly #over = new AbortController();
  #connection: Connection | null = null;

  constructor(options: SecondVoiceOptions) {
    this.#options = options;
  }

  /** Rejects when it cannot be in the room, or could be heard by others there. */
  async connect(): Promise<void> {
    const { keys, room: name, bundle } = this.#options;
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
      room: name,
      canPublish: true,
      canPublishData: false,
      canSubscribe: true,
      // The framework shows what its session does.
      canUpdateOwnMetadata: true,
    });
    await room.connect(keys.url, await token.toJwt(), { autoSubscribe: false, dynacast: false });
    try {
      this.#connection = await this.#speakIn(room);
    } catch (fault) {
      // An agent that stays behind would keep the room from being ended.
      await room.disconnect();
      throw fault;
    }
    // Hung up while it was being made.
    if (this.#over.signal.aborted) this.hangUp();
  }

  async #speakIn(room: Room): Promise<Connection> {
    const { person, speech, bundle } = this.#options;
    const { character } = bundle();
    if (!room.localParticipant) throw new Error('The second voice is not in the room.');
    onlyHeardBy(room.localParticipant, [person]);
    const session = new voice.AgentSession({
      stt: speech.otherEar(character),
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
      participant: person,
      inputOptions: { closeOnDisconnect: false, textEnabled: false, audioSampleRate: EAR_RATE },
      outputOptions: { transcriptionEnabled: false },
    });
    door.start();
    hearByPackets(door);
    this.#attend(session);
    await session.start({ agent, record: false });
    return { room, session, door };
  }

  /** Sentences that will be said are made while there is time. */
  makeReady(sentences: readonly string[]): void {
    const { speech, bundle } = this.#options;
    for (const text of sentences) {
      const made = prepareVoice(speech.voice(bundle().character), text, this.#over.signal);
      // One that fails is made when it is said.
      made.catch(() => undefined);
      this.#ready.set(text, made);
    }
  }

  /** Ends when it was heard, or cut. Never rejects. */
  async say(text: string): Promise<void> {
    const { session } = this.#connection ?? {};
    if (!session) return;
    const ready = this.#ready.get(text);
    this.#ready.delete(text);
    const audio = (await ready?.catch(() => undefined))?.audio;
    if (this.#over.signal.aborted) return;
    const how = { allowInterruptions: false, ...(audio && { audio }) };
    try {
      await session.say(text, how).waitForPlayout();
    } catch (fault) {
      this.#options.report('A sentence could not be said to a person.', fault);
    }
  }

  hush(): void {
    try {
      this.#connection?.session.interrupt({ force: true });
    } catch (fault) {
      this.#options.report('The second voice could not be cut.', fault);
    }
  }

  /** From now on it hears the person, and nobody else. */
  listen(): void {
    const { room } = this.#connection ?? {};
    if (!room) return;
    const { person: identity } = this.#options;
    const subscribe = (publication: RemoteTrackPublication, who: RemoteParticipant) => {
      if (who.identity === identity) publication.setSubscribed(true);
    };
    const heard = (track: RemoteTrack, _: RemoteTrackPublication, who: RemoteParticipant) => {
      if (who.identity !== identity || !(track instanceof RemoteAudioTrack)) return;
      void this.#listenForBeep(track);
    };
    room.on(RoomEvent.TrackSubscribed, heard);
    room.on(RoomEvent.TrackPublished, subscribe);
    const person = room.remoteParticipants.get(identity);
    if (!person) return;
    for (const one of person.trackPublications.values()) subscribe(one, person);
  }

  /**
   * Safe twice; nobody waits for it. Hazard: the framework's RoomIO waits for its first listener
   * without an end, and a person who never picked up is none.
   */
  hangUp(): void {
    const connection = this.#connection;
    this.#connection = null;
    this.#over.abort(new Error('The consultation is over.'));
    if (!connection) return;
    const { report } = this.#options;
    const { session, door, room } = connection;
    const parts = [session.close(), door.close(), room.disconnect()];
    for (const part of parts) {
      within(part, CLOSE_LIMIT_MS, 'The end of the second voice').catch((fault: unknown) => {
        if (!(fault instanceof TimeLimitError)) report('The second voice did not end.', fault);
      });
    }
  }

  #attend(session: voice.AgentSession): void {
    const { watch } = this.#options;
    const { UserStateChanged, UserInputTranscribed, Close } = voice.AgentSessionEventTypes;
    // It closes by itself only for a fault: nobody could hear an answer any more.
    session.on(Close, () => {
      if (!this.#over.signal.aborted) watch.gone();
    });
    session.on(UserStateChanged, ({ newState }) => {
      watch.speaking(newState === 'speaking');
    });
    session.on(UserInputTranscribed, ({ isFinal, transcript }) => {
      if (isFinal && transcript.trim()) watch.heard(transcript);
    });
  }

  async #listenForBeep(track: RemoteAudioTrack): Promise<void> {
    const ear = new BeepEar();
    const frames = new AudioStream(track, { sampleRate: EAR_RATE, numChannels: 1 }).getReader();
    for (;;) {
      const { done, value } = await frames.read();
      if (done || this.#over.signal.aborted) break;
      if (ear.hears(value)) this.#options.watch.beep();
    }
    await frames.cancel();
  }
}

/** It says what it is given and answers nothing by itself. */
class Asking extends voice.Agent {
  override onUserTurnCompleted(): Promise<void> {
    throw new voice.StopResponse();
  }
}
