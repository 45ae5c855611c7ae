import { Room, RoomEvent } from '@livekit/rtc-node';
import { AccessToken } from 'livekit-server-sdk';
import type { TestStack } from './stack.ts';

export interface DataMessage {
  readonly topic: string;
  readonly text: string;
  readonly from: string;
}

/** Somebody in the room of a call who only looks. */
export interface RoomObserver {
  readonly messages: readonly DataMessage[];
  /** The agent's attributes, one entry a change. */
  readonly attributes: readonly Record<string, string>[];
  readonly room: Room;
  readonly leave: () => Promise<void>;
}

/** Joins the room of a call, hidden from everybody in it. */
export async function observeRoom(stack: TestStack, name: string): Promise<RoomObserver> {
  const { key, secret, url } = stack.access;
  const token = new AccessToken(key, secret, { identity: 'observer' });
  token.addGrant({ roomJoin: true, room: name, hidden: true, canPublish: false });
  const messages: DataMessage[] = [];
  const attributes: Record<string, string>[] = [];
  const room = new Room();
  room.on(RoomEvent.DataReceived, (payload, participant, _kind, topic) => {
    const text = new TextDecoder().decode(payload);
    messages.push({ topic: topic ?? '', text, from: participant?.identity ?? '' });
  });
  room.on(RoomEvent.ParticipantAttributesChanged, (_changed, participant) => {
    attributes.push({ ...participant.attributes });
  });
  await room.connect(url, await token.toJwt(), { autoSubscribe: false, dynacast: false });
  return { messages, attributes, room, leave: () => room.disconnect() };
}
