import type { Room } from '@livekit/rtc-node';

/** The native part of the client library, for what its public part cannot say. */
export interface Ffi {
  request(request: { message: { case: string; value: object } }): { asyncId: bigint };
  waitFor(
    suits: (event: { message: { case?: string; value?: { asyncId?: bigint } } }) => boolean,
  ): Promise<unknown>;
}

export function ffi(): Ffi {
  return (globalThis as unknown as { _ffiClientInstance: Ffi })._ffiClientInstance;
}

export function roomHandleOf(room: Room): bigint {
  return (room as unknown as { ffiHandle: { handle: bigint } }).ffiHandle.handle;
}

export function participantHandleOf(room: Room): bigint {
  const { localParticipant } = room;
  return (localParticipant as unknown as { ffi_handle: { handle: bigint } }).ffi_handle.handle;
}
