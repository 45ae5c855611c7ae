import type { Appearance } from '../../protocol/character.ts';
import type { Failure } from '../room/call-failure.ts';
import type { RoomNews } from '../room/call-room.ts';

/** Everything that can happen to a call, from the caller's hand or from the room. */
export type CallEvent =
  | RoomNews
  | { readonly type: 'started'; readonly speaking: boolean }
  | { readonly type: 'microphone_taken' }
  | {
      readonly type: 'session_opened';
      readonly agentName: string;
      readonly appearance: Appearance;
    }
  | { readonly type: 'joined' }
  | { readonly type: 'waited_too_long' }
  | { readonly type: 'typed'; readonly id: string; readonly text: string; readonly at: number }
  | { readonly type: 'typing_undelivered'; readonly id: string }
  | { readonly type: 'muted'; readonly muted: boolean }
  | { readonly type: 'hung_up' }
  | { readonly type: 'failed'; readonly failure: Failure }
  | { readonly type: 'dismissed' };
