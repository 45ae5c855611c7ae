import { backendUrl, livekitUrl, readEnv, type Env } from '../config/env.ts';
import { readApology } from '../config/kept-apology.ts';
import { serviceKey } from '../config/keys.ts';
import { createLog, type Logger } from '../config/log.ts';
import { type Lines, linesOf } from './lines.ts';
import { framesOf } from './ready-sentence.ts';
import { routeSound } from './room-voice.ts';
import { closeRooms, roomDoor } from './room.ts';
import { type Gateway, startGateway } from './server.ts';

/** A stop that takes longer than this is cut short. */
const STOP_MS = 10_000;

/** The gateway cannot start as the environment is. */
class GatewayStartError extends Error {
  override readonly name = 'GatewayStartError';
}

await main();

async function main(): Promise<void> {
  try {
    const env = readEnv();
    const log = createLog('gateway', env.BATON_LOG_LEVEL);
    routeSound();
    const stopAsked = signalled();
    const gateway = await startGateway({
      ...settings(env),
      openRoom: door(env, log),
      lines: lines(env, log),
      allBusy: (rate) => allBusy(env, rate),
      log,
    });
    log.info({ port: gateway.port }, 'The gateway is up.');
    await stopAsked;
    await stop(gateway, log);
  } catch (error) {
    refuse(error);
  }
}

function settings(env: Env) {
  if (env.BATON_GATEWAY_KEYS.length === 0) {
    throw new GatewayStartError(
      'BATON_GATEWAY_KEYS is empty: nobody could connect. Set it to one or more keys, comma separated, such as the output of `openssl rand -hex 24`.',
    );
  }
  return {
    port: env.BATON_GATEWAY_PORT,
    host: env.BATON_HOST,
    keys: env.BATON_GATEWAY_KEYS,
    connections_per_key: env.BATON_GATEWAY_CONNECTIONS_PER_KEY,
  };
}

function door(env: Env, log: Logger) {
  const { LIVEKIT_API_KEY: key, LIVEKIT_API_SECRET: secret, BATON_AGENT_NAME: agentName } = env;
  if (!key || !secret) {
    throw new GatewayStartError(
      'LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be set, for the LiveKit server that calls run on. `npm start` brings a server up and sets them.',
    );
  }
  return roomDoor({ url: livekitUrl(env), key, secret, agentName, log });
}

/** Without the backend's key each call begins, and its worker says where all lines are busy. */
function lines(env: Env, log: Logger): Lines {
  try {
    return linesOf({ url: backendUrl(env), key: serviceKey(env) }, log);
  } catch (fault) {
    log.warn({ fault }, 'No key for the backend: set AGENT_STACK_TOKEN_SECRET to its own.');
    return { take: () => Promise.resolve(true), leave: () => undefined };
  }
}

/** What a worker on the same data directory has made at its start. */
async function allBusy({ BATON_DATA_DIR: dir }: Env, rate: number) {
  const apology = await readApology(dir, 'all_lines_busy');
  return apology && framesOf(apology, rate);
}

/** Resolves at the first SIGINT or SIGTERM; later ones change nothing. */
function signalled(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.on(signal, () => {
        done();
      });
  });
}

async function stop(gateway: Gateway, log: Logger): Promise<void> {
  const cut = setTimeout(() => {
    log.error('The gateway did not stop in time and is cut short.');
    process.exit(1);
  }, STOP_MS);
  await gateway.close();
  await closeRooms();
  clearTimeout(cut);
  log.info('The gateway has stopped.');
}

/** Whoever started it reads one plain text: what is wrong and what to do about it. */
function refuse(error: unknown): void {
  const lines: string[] = [];
  for (let fault = error; fault instanceof Error; fault = fault.cause) lines.push(fault.message);
  process.stderr.write(`${lines.join('\n  ') || String(error)}\n`);
  process.exitCode = 1;
}
