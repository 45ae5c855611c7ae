import { randomUUID } from 'node:crypto';
import { AccessToken, TrackSource } from 'livekit-server-sdk';
import type { LivekitAccess } from '../stack/livekit-access.ts';

/** A room, and the token that lets somebody in. */
export interface RoomEntry {
  readonly room: string;
  readonly token: string;
}

/** For somebody who does the one thing there and nothing else. */
export async function entryOf(
  { key, secret }: LivekitAccess,
  room: string,
  who: 'speaks' | 'listens',
): Promise<RoomEntry> {
  const token = new AccessToken(key, secret, { identity: `voice-${randomUUID()}` });
  const speaks = who === 'speaks';
  token.addGrant({
    roomJoin: true,
    room,
    canPublish: speaks,
    ...(speaks && { canPublishSources: [TrackSource.MICROPHONE] }),
    canPublishData: false,
    canSubscribe: !speaks,
  });
  return { room, token: await token.toJwt() };
}
