import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ClientRequest } from 'node:http';

const REQUESTS = 'http.client.request.start';

/**
 * An address that tells when the socket that is opened there is lost.
 *
 * Hazard (Deepgram's plugin 1.9.0): it does not notice that its socket was closed, and goes on
 * sending the caller's words into nothing. It puts its address together right before it connects,
 * and hands the socket to nobody; the request is seen as Node tells of it.
 */
export function watchedAddress(address: string, lost: () => void): string {
  const watched = {
    toString(): string {
      watchNextRequest(lost);
      return address;
    },
  };
  return watched as unknown as string;
}

function watchNextRequest(lost: () => void): void {
  const seen = (message: unknown) => {
    unsubscribe(REQUESTS, seen);
    const { request } = message as { request: ClientRequest };
    request.once('upgrade', (_answer, socket) => socket.once('close', lost));
  };
  subscribe(REQUESTS, seen);
  // It connects in the same breath: whatever is asked later is somebody else's.
  queueMicrotask(() => unsubscribe(REQUESTS, seen));
}
