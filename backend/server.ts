import type { Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { operatorToken, serviceKey, sessionKey } from '../config/keys.ts';
import type { Env } from '../config/env.ts';
import type { Logger } from '../config/log.ts';
import { oidcSettings } from '../config/oidc-env.ts';
import { closeMergedCalls } from './after-merge.ts';
import { createApp } from './app.ts';
import type { AppDeps } from './app-deps.ts';
import { readWrittenFolder } from './characters/character-folder.ts';
import { takeIn, watchCharacters } from './characters/watch-characters.ts';
import { unknownIds } from './called-numbers.ts';
import { readDialing } from './dialing-file.ts';
import { fillDirectory, readDirectoryFile } from './directory-file.ts';
import { startCallbacks } from './jobs/callbacks.ts';
import { startMailer } from './jobs/mailer.ts';
import type { MessageWays } from './jobs/message-ways.ts';
import { startMessages } from './jobs/messages.ts';
import { startRetention } from './jobs/retention.ts';
import { settleDeserted } from './desk/deserted.ts';
import { Casts } from './casts.ts';
import { leaseBell } from './lease-bell.ts';
import { listen, patientServer, stopServing } from './listening.ts';
import { liveKit } from './livekit.ts';
import { startRecovery } from './recovery/recovery.ts';
import { openRoster } from './operators/roster.ts';
import { singleSignOn } from './operators/single-sign-on.ts';
import { SpeakingNow } from './speaking-now.ts';
import { openEmbedded } from './store/embedded.ts';
import { openPostgres } from './store/postgres.ts';
import type { Store } from './store/store.ts';
import { startWebhooks } from './webhooks/webhooks.ts';

const SESSIONS_PER_MINUTE = 20;
/** Milliseconds between two looks at calls whose end nobody has told. */
const MERGED_LOOK_MS = 30_000;

export interface BackendOptions {
  env: Env;
  log: Logger;
  /** Folder of the built pages. */
  webRoot?: string;
  /** Fills a directory that never had an entry. */
  directoryFile?: string;
  /** Waiting times between the attempts of a webhook. */
  webhookDelays_ms?: readonly number[];
}

export interface Backend {
  url: string;
  /** Stops in order: characters, requests, retention, messages, callbacks, webhooks, store, directory. Safe to call twice; bounded. */
  close(): Promise<void>;
}

/** Starts the backend. Whatever was started when a later step fails is stopped again. */
export async function startBackend(options: BackendOptions): Promise<Backend> {
  const stops: (() => Promise<void>)[] = [];
  let closed: Promise<void> | undefined;
  const close = () => (closed ??= stopAll(stops));
  try {
    return { url: await start(options, stops), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function start(options: BackendOptions, stops: (() => Promise<void>)[]): Promise<string> {
  const { env, log } = options;
  const livekit = liveKit(env);
  // What a person can get wrong comes before what takes long.
  const characters = await readWrittenFolder(env.BATON_CHARACTERS_DIR);
  const dialing = await readDialing(env.BATON_DIALING_FILE);
  const directory = await readDirectoryFile(options.directoryFile ?? 'config/directory.csv');
  const roster = await openRoster({
    file: env.BATON_OPERATORS_FILE,
    firstPassword: env.BATON_CONSOLE_PASSWORD,
    sessionKey: sessionKey(env),
    log,
  });
  const { store, announce } = await storeFor(env, log);
  stops.push(() => store.close());
  await takeIn(characters, store, log);
  await fillDirectory(store, directory, log);
  if (!characters.characters.some((one) => one.slug === env.BATON_FRONT_DESK))
    log.warn(
      { slug: env.BATON_FRONT_DESK },
      'There is no front desk; a call that names no character is refused.',
    );
  for (const { slug, id } of unknownIds(characters.characters, dialing))
    log.warn(
      { slug, id },
      'A character answers a number by an id that called_numbers does not have.',
    );
  const webhooks = startWebhooks({ env, store, log, delays_ms: options.webhookDelays_ms });
  if (webhooks) stops.push(() => webhooks.close());
  const stopping = new AbortController();
  const now = () => new Date();
  const frontDesk = env.BATON_FRONT_DESK;
  const atOnce = env.BATON_CALLBACKS_AT_ONCE;
  const mostCalls = env.BATON_MOST_CALLS;
  const placing = { dialing, frontDesk, atOnce, mostCalls };
  const callbacks = startCallbacks({ store, livekit, log, now, ...placing });
  stops.push(() => callbacks.close());
  const messages = startMessages({ store, log, ways: waysOf(env), now });
  stops.push(() => messages.close());
  const told = { store, livekit, webhooks, callbacks, messages, log, now };
  const recovery = startRecovery(told);
  stops.push(() => recovery.close());
  const { BATON_RETENTION_DAYS: days, BATON_AUDIT_RETENTION_DAYS: auditDays } = env;
  const retention = startRetention({ store, log, now, days, auditDays });
  if (retention) stops.push(() => retention.close());
  const oidc = oidcSettings(env);
  const deps: AppDeps = {
    store,
    log,
    livekit,
    bell: leaseBell(),
    casts: new Casts(),
    speaking: new SpeakingNow(),
    serviceKey: serviceKey(env),
    operatorToken: operatorToken(env),
    roster,
    oidc: oidc && singleSignOn(oidc, log),
    sessionKey: sessionKey(env),
    frontDesk,
    dialing,
    l3Number: env.BATON_L3_NUMBER,
    mostCalls,
    allowedOrigins: env.BATON_ALLOWED_ORIGINS,
    embedSecret: env.BATON_EMBED_SECRET,
    webhooks,
    callbacks,
    messages,
    recovery,
    webRoot: options.webRoot ?? 'dist/web',
    sessionsPerMinute: SESSIONS_PER_MINUTE,
    stopping: stopping.signal,
    now,
  };
  const app = createApp(deps);
  const server: Server = patientServer(getRequestListener(app.fetch));
  const url = await listen(server, env.BATON_HOST, env.BATON_PORT);
  stops.push(() => stopServing(server, stopping));
  announce(url);
  const missing = new Set<string>();
  const look = () => {
    closeMergedCalls(deps).catch((fault: unknown) => {
      log.warn({ fault }, 'Merged calls could not be looked at.');
    });
    settleDeserted(deps, missing).catch((fault: unknown) => {
      log.warn({ fault }, 'Calls at the desk could not be looked at.');
    });
  };
  // The server's own reports come at once, where it is set to send them; this is for the rest.
  look();
  const looking = setInterval(look, MERGED_LOOK_MS);
  stops.push(() => {
    clearInterval(looking);
    return Promise.resolve();
  });
  const watching = watchCharacters(env.BATON_CHARACTERS_DIR, store, log);
  stops.push(() => watching.close());
  return url;
}

function waysOf(env: Env): MessageWays {
  const { SMTP_URL, BATON_MAIL_FROM, BATON_MAIL_TO: mailTo, BATON_MESSAGE_HOOK_URL: url } = env;
  const secret = env.BATON_MESSAGE_HOOK_SECRET ?? env.BATON_WEBHOOK_SECRET;
  return {
    mailTo,
    mailer: SMTP_URL && BATON_MAIL_FROM ? startMailer(SMTP_URL, BATON_MAIL_FROM) : undefined,
    hook: url && secret ? { url, secret } : undefined,
  };
}

async function storeFor(
  env: Env,
  log: Logger,
): Promise<{ store: Store; announce: (url: string) => void }> {
  if (env.DATABASE_URL) {
    return { store: await openPostgres(env.DATABASE_URL, log), announce: () => undefined };
  }
  const { store, lock } = await openEmbedded(env.BATON_DATA_DIR, log);
  return {
    store,
    announce: (url) => {
      lock.announce(url);
    },
  };
}

/** The last started stops first; one that fails does not keep the others from stopping. */
async function stopAll(stops: (() => Promise<void>)[]): Promise<void> {
  const faults: unknown[] = [];
  for (const stop of stops.reverse()) await stop().catch((fault: unknown) => faults.push(fault));
  if (faults.length > 0) throw new AggregateError(faults, 'The backend did not stop cleanly.');
}
