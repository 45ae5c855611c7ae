import { randomUUID } from 'node:crypto';
import {
  DisconnectReason,
  dispose,
  ParticipantKind,
  RemoteAudioTrack,
  Room,
  RoomEvent,
  RpcError,
  type RpcInvocationData,
  TrackPublishOptions,
  TrackSource,
} from '@livekit/rtc-node';
import {
  AccessToken,
  RoomAgentDispatch,
  RoomConfiguration,
  TrackSource as GrantedSource,
} from 'livekit-server-sdk';
import type { z } from 'zod';
import { within } from '../config/within.ts';
import type { Logger } from '../config/log.ts';
import type { JobMetadata } from '../protocol/session.ts';
import { ALL_LINES_BUSY, ATTRIBUTES } from '../protocol/names.ts';
import { CLEAR_RPC, REVERSE_TRANSFER_RPC, ReverseTransferRequest } from '../protocol/stream-rpc.ts';
import { CallerVoice } from './caller-voice.ts';
import { leaveFor } from './leave-for.ts';
import type { Gone, OpenRoom, RoomCall, RoomListener, StreamFacts } from './room-call.ts';
import { RoomVoice } from './room-voice.ts';

const TOKEN_TTL_S = 60;
/** Of the reasons that the server passes on, the one that a caller who hangs up never has. */
const LOST = DisconnectReason.USER_UNAVAILABLE;
/** How long a room waits for its first participant, and after its last. */
const EMPTY_TIMEOUT_S = 60;
const DEPARTURE_TIMEOUT_S = 20;
const JOIN_LIMIT_MS = 15_000;

export interface RoomOptions {
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  readonly agentName: string;
  readonly log: Logger;
}

/** The one door of the gateway to LiveKit: a room a call, with one caller in it. */
export function roomDoor(options: RoomOptions): OpenRoom {
  return async (name, stream, rate, listener) => {
    const identity = `caller-${randomUUID()}`;
    const caller = new StreamRoom(rate, listener, options.log.child({ room: name }));
    await caller.join(options.url, await tokenOf(options, { name, identity, stream }));
    return caller;
  };
}

/** LiveKit's native part is put away: after it nothing can be opened. */
export const closeRooms = dispose;

async function tokenOf(
  { key, secret, agentName }: RoomOptions,
  { name, identity, stream }: { name: string; identity: string; stream: StreamFacts },
): Promise<string> {
  const token = new AccessToken(key, secret, { identity, name: identity, ttl: TOKEN_TTL_S });
  token.addGrant({
    roomJoin: true,
    room: name,
    canPublish: true,
    canPublishSources: [GrantedSource.MICROPHONE],
    canSubscribe: true,
    canPublishData: true,
    canUpdateOwnMetadata: false,
  });
  const metadata: JobMetadata = { stream: { identity, ...stream } };
  token.roomConfig = new RoomConfiguration({
    emptyTimeout: EMPTY_TIMEOUT_S,
    departureTimeout: DEPARTURE_TIMEOUT_S,
    agents: [new RoomAgentDispatch({ agentName, metadata: JSON.stringify(metadata) })],
  });
  return token.toJwt();
}

class StreamRoom implements RoomCall {
  readonly #room = new Room();
  readonly #voice: CallerVoice;
  readonly #rate: number;
  readonly #listener: RoomListener;
  readonly #log: Logger;
  readonly #heard = new Map<string, RoomVoice>();
  /** Keys go to the native part one after the other. */
  #pressing: Promise<void> = Promise.resolve();
  /** The agent has come only to say so. */
  #allBusy = false;
  #leaving: Promise<void> | null = null;

  constructor(rate: number, listener: RoomListener, log: Logger) {
    this.#rate = rate;
    this.#listener = listener;
    this.#log = log;
    this.#voice = new CallerVoice(rate);
  }

  async join(url: string, token: string): Promise<void> {
    const room = this.#room;
    room.on(RoomEvent.ParticipantConnected, this.#company);
    room.on(RoomEvent.ParticipantDisconnected, this.#company);
    room.on(RoomEvent.Disconnected, this.#disconnected);
    room.on(RoomEvent.ParticipantAttributesChanged, this.#company);
    room.on(RoomEvent.TrackSubscribed, (track) => {
      if (track instanceof RemoteAudioTrack) this.#listen(track);
    });
    room.on(RoomEvent.TrackUnsubscribed, (track) => {
      this.#unlisten(track.sid ?? '');
    });
    try {
      await within(this.#connect(url, token), JOIN_LIMIT_MS, 'Joining the room');
    } catch (cause) {
      await this.leave('connection_lost');
      throw new Error('The room of a call could not be joined.', { cause });
    }
    this.#company();
  }

  async #connect(url: string, token: string): Promise<void> {
    await this.#room.connect(url, token, { autoSubscribe: true, dynacast: false });
    const { localParticipant } = this.#room;
    localParticipant?.registerRpcMethod(CLEAR_RPC, (request) => {
      this.#agentOnly(request);
      this.#listener.clear();
      return Promise.resolve('{}');
    });
    localParticipant?.registerRpcMethod(REVERSE_TRANSFER_RPC, async (request) => {
      this.#agentOnly(request);
      const { transferno } = payloadOf(ReverseTransferRequest, request.payload);
      return JSON.stringify(await this.#listener.reverseTransfer(transferno));
    });
    const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
    await localParticipant?.publishTrack(this.#voice.track, options);
  }

  hear(pcm: Int16Array): void {
    if (this.#leaving) return;
    try {
      this.#voice.say(pcm);
    } catch (fault) {
      this.#failed('The caller was not heard.')(fault);
    }
  }

  press(digit: string): void {
    const code = '0123456789*#ABCD'.indexOf(digit);
    this.#pressing = this.#pressing
      .then(() => this.#room.localParticipant?.publishDtmf(code, digit))
      .catch(this.#failed('A key of the caller did not reach the room.'));
  }

  leave(how: Gone): Promise<void> {
    this.#leaving ??= this.#leave(how).catch(this.#failed('A room was not left cleanly.'));
    return this.#leaving;
  }

  async #leave(how: Gone): Promise<void> {
    for (const who of [...this.#heard.keys()]) this.#unlisten(who);
    await this.#pressing;
    if (how === 'connection_lost') await leaveFor(LOST, this.#room);
    await this.#room.disconnect();
    await this.#voice.close();
  }

  readonly #company = (): void => {
    // Also of one who comes: what was set before that is no change.
    for (const { kind, attributes } of this.#room.remoteParticipants.values())
      if (kind === ParticipantKind.AGENT && attributes[ATTRIBUTES.state] === ALL_LINES_BUSY)
        this.#allBusy = true;
    this.#listener.alone(this.#room.remoteParticipants.size === 0);
  };

  readonly #disconnected = (reason: DisconnectReason): void => {
    if (this.#leaving) return;
    const over = this.#allBusy ? 'all_lines_busy' : 'ended';
    this.#listener.ended(ENDED.includes(reason) ? over : 'room_lost');
  };

  #listen(track: RemoteAudioTrack): void {
    if (this.#leaving) return;
    const who = track.sid ?? '';
    const heard = (frame: Int16Array) => {
      this.#listener.sound(who, frame);
    };
    this.#heard.get(who)?.close();
    try {
      this.#heard.set(who, new RoomVoice(track, this.#rate, heard));
      this.#log.debug({ who }, 'A voice of the room is heard.');
    } catch (fault) {
      this.#failed('A voice of the room is not heard.')(fault);
    }
  }

  #unlisten(who: string): void {
    this.#heard.get(who)?.close();
    this.#heard.delete(who);
    this.#log.debug({ who }, 'A voice of the room is heard no more.');
    this.#listener.silent(who);
  }

  #agentOnly({ callerIdentity }: RpcInvocationData): void {
    const caller = this.#room.remoteParticipants.get(callerIdentity);
    if (caller?.kind !== ParticipantKind.AGENT) throw new RpcError(1500, 'Only the agent may ask.');
  }

  #failed(what: string): (fault: unknown) => void {
    return (fault) => {
      if (!this.#leaving) this.#log.warn({ fault }, what);
    };
  }
}

/** Somebody in the room, or the room itself, has ended the call. */
const ENDED: readonly DisconnectReason[] = [
  DisconnectReason.ROOM_DELETED,
  DisconnectReason.ROOM_CLOSED,
  DisconnectReason.PARTICIPANT_REMOVED,
];

function payloadOf<T>(schema: z.ZodType<T>, text: string): T {
  const read = schema.safeParse(parsed(text));
  if (read.success) return read.data;
  throw new RpcError(1500, 'The request cannot be read.');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
