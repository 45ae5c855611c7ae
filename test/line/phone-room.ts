import { DisconnectReason, type Room } from '@livekit/rtc-node';
import { AccessToken, type RoomConfiguration } from 'livekit-server-sdk';
import type { LivekitAccess } from '../../stack/livekit-access.ts';
import { ffi, roomHandleOf } from './ffi.ts';

/** Who joins, as the bridge's token says it. */
export interface PhoneParticipant {
  readonly room: string;
  readonly identity: string;
  readonly name: string;
  readonly metadata?: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** Applied where this participant creates the room. */
  readonly roomConfig?: RoomConfiguration;
}

/** Joins as a participant of kind SIP, subscribed to nothing yet. */
export async function joinAsPhone(
  access: LivekitAccess,
  room: Room,
  who: PhoneParticipant,
): Promise<void> {
  const token = new AccessToken(access.key, access.secret, {
    identity: who.identity,
    name: who.name,
    attributes: { ...who.attributes },
    ...(who.metadata && { metadata: who.metadata }),
  });
  token.kind = 'sip';
  token.addGrant({
    roomJoin: true,
    room: who.room,
    canPublish: true,
    canPublishData: true,
    canSubscribe: true,
    canUpdateOwnMetadata: true,
  });
  if (who.roomConfig) token.roomConfig = who.roomConfig;
  const jwt = await token.toJwt();
  await room.connect(access.url, jwt, { autoSubscribe: false, dynacast: false });
}

export const LEAVE_REASONS = ['CLIENT_INITIATED', 'USER_REJECTED', 'USER_UNAVAILABLE'] as const;
export type LeaveReason = (typeof LEAVE_REASONS)[number];

/**
 * Leaves with a reason of the bridge's. The client library always says CLIENT_INITIATED, so the
 * other reasons go past it to its native part; its own goodbye follows, for its own books.
 */
export async function leaveRoom(room: Room, reason: LeaveReason): Promise<void> {
  if (reason !== 'CLIENT_INITIATED' && room.isConnected) {
    const value = { roomHandle: roomHandleOf(room), reason: DisconnectReason[reason] };
    const { asyncId } = ffi().request({ message: { case: 'disconnect', value } });
    await ffi().waitFor(
      ({ message }) => message.case === 'disconnect' && message.value?.asyncId === asyncId,
    );
  }
  await room.disconnect();
}
