import type { Logger } from '../config/log.ts';
import type { DialingPolicy } from '../protocol/dialing.ts';
import type { Casts } from './casts.ts';
import type { Callbacks } from './jobs/callbacks.ts';
import type { Messages } from './jobs/messages.ts';
import type { LeaseBell } from './lease-bell.ts';
import type { LiveKit } from './livekit.ts';
import type { Roster } from './operators/roster.ts';
import type { SingleSignOn } from './operators/single-sign-on.ts';
import type { SpeakingNow } from './speaking-now.ts';
import type { Store } from './store/store.ts';
import type { Webhooks } from './webhooks/webhooks.ts';

/** What the routes stand on. */
export interface AppDeps {
  store: Store;
  log: Logger;
  livekit: LiveKit;
  bell: LeaseBell;
  casts: Casts;
  speaking: SpeakingNow;
  serviceKey: string;
  operatorToken: string;
  /** Who may sign in to the console. */
  roster: Roster;
  /** Absent where no OpenID provider is configured. */
  oidc?: SingleSignOn | undefined;
  /** Signs the console's cookies. */
  sessionKey: string;
  frontDesk: string;
  dialing: DialingPolicy;
  /** The last resort of a call that was passed on too often (R3). */
  l3Number?: string | undefined;
  /** Calls at once, of all backends on one store together. */
  mostCalls: number;
  allowedOrigins: readonly string[];
  embedSecret?: string | undefined;
  /** Absent where no receiver is configured. */
  webhooks?: Webhooks | undefined;
  /** Absent where nobody places them. */
  callbacks?: Pick<Callbacks, 'wake'> | undefined;
  /** Absent where nobody delivers them: they stay in the inbox. */
  messages?: Pick<Messages, 'wake' | 'ways'> | undefined;
  /** Absent where nobody looks after calls whose worker is gone. */
  recovery?: { soon(ms: number): void } | undefined;
  /** Folder of the built pages. */
  webRoot: string;
  /** Sessions that one address may ask for in a minute. */
  sessionsPerMinute: number;
  /** Aborts when the backend stops: streams end. */
  stopping: AbortSignal;
  now(): Date;
}
