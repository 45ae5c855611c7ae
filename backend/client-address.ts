import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/;

/**
 * Whom to count a request against. A proxy on this machine is believed about whom it speaks for
 * (the last entry, which it wrote itself); anybody else is taken at their own address.
 */
export function clientAddress(c: Context): string {
  const peer = peerAddress(c);
  if (!LOOPBACK.test(peer)) return peer;
  return c.req.header('X-Forwarded-For')?.split(',').at(-1)?.trim() ?? peer;
}

/** A request that came over no socket has no address. */
function peerAddress(c: Context): string {
  const env = c.env as { incoming?: unknown } | undefined;
  return (env?.incoming ? getConnInfo(c).remote.address : undefined) ?? '127.0.0.1';
}
