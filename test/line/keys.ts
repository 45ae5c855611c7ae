import { setTimeout as pause } from 'node:timers/promises';
import type { Room } from '@livekit/rtc-node';

/** In the order of their codes (RFC 4733). */
const KEYS = '0123456789*#ABCD';
/** From one key to the next. */
const KEY_MS = 120;

/** Presses keys as a phone does: each one a packet to the room. */
export async function pressKeys(room: Room, digits: string): Promise<void> {
  for (const digit of digits) {
    const code = KEYS.indexOf(digit);
    if (code < 0) throw new Error(`A telephone has no key "${digit}"`);
    await room.localParticipant?.publishDtmf(code, digit);
    await pause(KEY_MS);
  }
}
