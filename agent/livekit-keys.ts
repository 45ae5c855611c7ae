import { livekitUrl, type Env } from '../config/env.ts';
import type { LivekitKeys } from './livekit/trunk.ts';

/** Where the server's API is, and by which key it is asked. */
export function livekitKeys(env: Env): LivekitKeys {
  return {
    url: livekitUrl(env),
    key: env.LIVEKIT_API_KEY ?? '',
    secret: env.LIVEKIT_API_SECRET ?? '',
  };
}
