import { randomBytes } from 'node:crypto';
import {
  AccessToken,
  AgentDispatchClient,
  ParticipantInfo_State,
  RoomAgentDispatch,
  RoomConfiguration,
  RoomServiceClient,
  ServerError,
  TrackSource,
  WebhookReceiver,
  type ParticipantInfo,
  type VideoGrant,
} from 'livekit-server-sdk';
import { livekitUrl, type Env } from '../config/env.ts';
import { CLAIM_MS, DESK_ATTRIBUTE } from '../protocol/desk.ts';
import type { JobMetadata } from '../protocol/session.ts';

/** A token opens the door once; the server renews it for whoever has come in. */
const TOKEN_TTL_S = 600;
/** How long a room waits for its first participant, and after its last. */
const EMPTY_TIMEOUT_S = 60;
const DEPARTURE_TIMEOUT_S = 20;

/** `ParticipantInfo.Kind`; the rest are people, on whatever line. */
const KINDS: Record<number, Present['is']> = { 1: 'stream', 2: 'stream', 4: 'agent' };

/** LiveKit's keys are not in the environment. */
export class LiveKitKeysError extends Error {
  override readonly name = 'LiveKitKeysError';
  readonly missing: readonly string[];

  constructor(missing: readonly string[]) {
    super(
      `${missing.join(' and ')} must be set, for the LiveKit server that calls run on. ` +
        '`npm start` brings a server up and sets them.',
    );
    this.missing = missing;
  }
}

/** What the server says has happened in a room. */
export interface RoomReport {
  event: string;
  room: string;
  /** Session id of the participant that it is about. */
  participant: string | undefined;
  /** Id of the call at the desk that this participant has taken. */
  at_desk: string | undefined;
}

/** Who is in a room. */
export interface Present {
  /** LiveKit's `sid`: of this one connection. */
  sid: string;
  is: 'person' | 'agent' | 'stream';
}

export interface LiveKit {
  /** Where a browser connects. */
  url: string;
  /** A caller's token: this one room, microphone, chat and keys; our agent is asked for by name. */
  callerToken(call: { session_id: string; room: string; identity: string }): Promise<string>;
  /** A token for whoever takes a call at the desk: the caller's room, and a microphone. */
  deskToken(call: { id: string; room: string }): Promise<string>;
  /** Whoever has come for that call at the desk is put out, and no fault when nobody is there. */
  clearDesk(call: { id: string; room: string }): Promise<void>;
  /** Makes a room and asks our agent into it. Throws when the server does not answer. */
  dispatch(room: string, metadata: JobMetadata): Promise<void>;
  /** Whether our agent was asked into a room. Throws when the server does not answer. */
  dispatched(room: string): Promise<boolean>;
  /** Reads a webhook of the server; undefined: it did not sign this. */
  readReport(body: string, authorization: string | undefined): Promise<RoomReport | undefined>;
  /** Who is there now; nobody where there is no such room. Throws when the server does not answer. */
  present(room: string): Promise<Present[]>;
  /** Whether somebody is in a room who is neither an agent nor at the desk. Throws when the server does not answer. */
  callerThere(room: string): Promise<boolean>;
  /** Whether the caller of a room is there, and whether an agent is. Throws when the server does not answer. */
  whoIsThere(room: string, caller: string): Promise<{ caller: boolean; agent: boolean }>;
  /** Puts everybody out but the caller and who has come from the desk. Throws when the server does not answer. */
  clearFor(room: string, caller: string): Promise<void>;
  /** Everybody is put out; their calls end. No fault when there is no such room. */
  endRoom(room: string): Promise<void>;
}

/** Throws LiveKitKeysError. */
export function liveKit(env: Env): LiveKit {
  const { LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = env;
  if (!key || !secret)
    throw new LiveKitKeysError([
      ...(key ? [] : ['LIVEKIT_API_KEY']),
      ...(secret ? [] : ['LIVEKIT_API_SECRET']),
    ]);
  const inside = livekitUrl(env);
  const url = (env.LIVEKIT_PUBLIC_URL ?? inside).replace(/^http/, 'ws');
  const rooms = new RoomServiceClient(inside, key, secret);
  const agents = new AgentDispatchClient(inside.replace(/^ws/, 'http'), key, secret);
  const receiver = new WebhookReceiver(key, secret);
  return {
    url,
    async dispatch(room, metadata) {
      const text = JSON.stringify(metadata);
      await agents.createDispatch(room, env.BATON_AGENT_NAME, { metadata: text });
    },
    async dispatched(room) {
      // To ask a room that is not there takes as long as a server that does not answer.
      if ((await rooms.listRooms([room])).length === 0) return false;
      const asked = await agents.listDispatch(room);
      return asked.some((one) => one.agentName === env.BATON_AGENT_NAME);
    },
    async callerToken({ session_id, room, identity }) {
      const token = new AccessToken(key, secret, { identity, name: identity, ttl: TOKEN_TTL_S });
      token.addGrant(callerGrant(room));
      token.roomConfig = roomConfiguration(env.BATON_AGENT_NAME, { session_id });
      return token.toJwt();
    },
    async deskToken({ id, room }) {
      // A name would reach the caller's browser.
      const identity = `${DESK_IDENTITY}${id}-${randomBytes(4).toString('hex')}`;
      const attributes = { [DESK_ATTRIBUTE]: id };
      const options = { identity, attributes, ttl: CLAIM_MS / 1000 };
      const token = new AccessToken(key, secret, options);
      token.addGrant({ ...callerGrant(room), canPublishData: false });
      return token.toJwt();
    },
    async readReport(body, authorization) {
      const said = await receiver.receive(body, authorization).catch(() => undefined);
      if (!said) return undefined;
      const { event, room, participant } = said;
      const at_desk = deskCallOf(participant?.identity ?? '');
      return { event, room: room?.name ?? '', participant: participant?.sid, at_desk };
    },
    async present(room) {
      const there = await rooms.listParticipants(room).catch(nobody);
      return there.filter(isThere).map(({ sid, kind }) => ({ sid, is: KINDS[kind] ?? 'person' }));
    },
    async clearDesk({ id, room }) {
      const there = await rooms.listParticipants(room).catch(nobody);
      for (const { identity, attributes } of there)
        if (attributes[DESK_ATTRIBUTE] === id)
          await rooms.removeParticipant(room, identity).catch(nobody);
    },
    async callerThere(room) {
      const there = (await rooms.listParticipants(room).catch(nobody)).filter(isThere);
      return there.some(
        ({ kind, attributes }) =>
          (KINDS[kind] ?? 'person') === 'person' && attributes[DESK_ATTRIBUTE] === undefined,
      );
    },
    async whoIsThere(room, caller) {
      const there = (await rooms.listParticipants(room).catch(nobody)).filter(isThere);
      return {
        caller: there.some(({ identity }) => identity === caller),
        agent: there.some(({ kind }) => KINDS[kind] === 'agent'),
      };
    },
    async clearFor(room, caller) {
      const there = (await rooms.listParticipants(room).catch(nobody)).filter(isThere);
      const others = there.filter(
        ({ identity, attributes }) =>
          identity !== caller && attributes[DESK_ATTRIBUTE] === undefined,
      );
      await Promise.all(
        others.map(({ identity }) => rooms.removeParticipant(room, identity).catch(nobody)),
      );
    },
    async endRoom(room) {
      await rooms.deleteRoom(room).catch(nobody);
    },
  };
}

const isThere = ({ state }: ParticipantInfo) => state !== ParticipantInfo_State.DISCONNECTED;

const DESK_IDENTITY = 'desk-';

function deskCallOf(identity: string): string | undefined {
  if (!identity.startsWith(DESK_IDENTITY)) return undefined;
  return identity.slice(DESK_IDENTITY.length, DESK_IDENTITY.length + 36);
}

function nobody(error: unknown): ParticipantInfo[] {
  if (error instanceof ServerError && error.code === 'not_found') return [];
  throw error;
}

function callerGrant(room: string): VideoGrant {
  return {
    roomJoin: true,
    room,
    canPublish: true,
    canPublishSources: [TrackSource.MICROPHONE],
    canSubscribe: true,
    canPublishData: true,
    canUpdateOwnMetadata: false,
    canSubscribeMetrics: false,
    canManageAgentSession: false,
  };
}

function roomConfiguration(agentName: string, metadata: JobMetadata): RoomConfiguration {
  return new RoomConfiguration({
    emptyTimeout: EMPTY_TIMEOUT_S,
    departureTimeout: DEPARTURE_TIMEOUT_S,
    agents: [new RoomAgentDispatch({ agentName, metadata: JSON.stringify(metadata) })],
  });
}
