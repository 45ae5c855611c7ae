import { randomUUID } from 'node:crypto';
import {
  AccessToken,
  RoomAgentDispatch,
  RoomConfiguration,
  TrackSource,
  type VideoGrant,
} from 'livekit-server-sdk';
import type { Env } from '../config/env.ts';
import type { JobMetadata } from '../protocol/session.ts';

/** A token opens the door once; the server renews it for whoever has come in. */
const TOKEN_TTL_S = 600;
/** How long a room waits for its first participant, and after its last. */
const EMPTY_TIMEOUT_S = 60;
const DEPARTURE_TIMEOUT_S = 20;

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

export interface LiveKit {
  /** Where a browser connects. */
  url: string;
  /** A caller's token: this one room, microphone, chat and keys; our agent is asked for by name. */
  callerToken(call: { session_id: string; room: string }): Promise<string>;
}

/** Throws LiveKitKeysError. */
export function liveKit(env: Env): LiveKit {
  const { LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret } = env;
  if (!key || !secret)
    throw new LiveKitKeysError([
      ...(key ? [] : ['LIVEKIT_API_KEY']),
      ...(secret ? [] : ['LIVEKIT_API_SECRET']),
    ]);
  const inside = env.LIVEKIT_URL ?? `ws://127.0.0.1:${env.BATON_LIVEKIT_PORT}`;
  const url = (env.LIVEKIT_PUBLIC_URL ?? inside).replace(/^http/, 'ws');
  return {
    url,
    async callerToken({ session_id, room }) {
      const identity = `caller-${randomUUID()}`;
      const token = new AccessToken(key, secret, { identity, name: identity, ttl: TOKEN_TTL_S });
      token.addGrant(callerGrant(room));
      token.roomConfig = roomConfiguration(env.BATON_AGENT_NAME, { session_id });
      return token.toJwt();
    },
  };
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
