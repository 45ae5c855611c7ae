/** What of the SDK's private way to the native library is used. */
interface Native {
  request(message: { message: { case: string; value: object } }): { asyncId: bigint };
  waitFor(
    fits: (event: { message: { case?: string; value?: unknown } }) => boolean,
  ): Promise<unknown>;
}

/**
 * Leaves a room with a reason of ours, so that the worker need not wait whether the caller comes
 * back.
 *
 * Hazard: rtc-node (0.13.35) always says CLIENT_INITIATED; its native request can say more. Where
 * that way is gone, the call ends as one that was hung up.
 */
export async function leaveFor(reason: number, room: { isConnected: boolean }): Promise<void> {
  const native = (globalThis as { _ffiClientInstance?: Native })._ffiClientInstance;
  const { ffiHandle } = room as { ffiHandle?: { handle: bigint } };
  if (!native || !ffiHandle || !room.isConnected) return;
  const value = { roomHandle: ffiHandle.handle, reason };
  const { asyncId } = native.request({ message: { case: 'disconnect', value } });
  await native.waitFor(
    ({ message }) =>
      message.case === 'disconnect' &&
      (message.value as { asyncId?: bigint } | undefined)?.asyncId === asyncId,
  );
}
