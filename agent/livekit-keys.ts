import type { Env } from '../config/env.ts';
import type { LivekitKeys } from './livekit/trunk.ts';

/** Where the server's API is, and by which key it is asked. */
export function livekitKeys(env: Env): LivekitKeys {
  return {
    url: env.LIVEKIT_URL ?? `ws://127.0.0.1:${String(env.BATON_LIVEKIT_PORT)}`,
    key: env.LIVEKIT_API_KEY ?? '',
    secret: env.LIVEKIT_API_SECRET ?? '',
  };
}
