import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { inherited } from '../config/env.ts';
import { obituary, startChild, type Child } from './child.ts';
import type { Keeper } from './keeper.ts';
import { runProgram, type User } from './program.ts';
import { StepFailure } from './step-failure.ts';

const READY_LIMIT_MS = 60_000;
const ASK_EVERY_MS = 50;
const STOP_GRACE_MS = 5_000;
const OWNER = 'baton';
/** `SSLRequest` of the wire protocol: a server that is up answers it with one letter. */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);

export interface PostgresStart {
  /** The folder of its programs. */
  readonly programs: string;
  readonly port: number;
  readonly keeper: Keeper;
  readonly signal: AbortSignal;
}

export interface PostgresServer {
  /** Of its first database; a test makes others. */
  readonly url: string;
  /** `kill -9` of the server's first process; the others leave when they see it. */
  readonly kill: () => Promise<void>;
  /** Up again on the same data and port. */
  readonly restart: () => Promise<void>;
  /** Stops it and removes its data. Safe twice. */
  readonly stop: () => Promise<void>;
}

/** A Postgres of its own on the loopback, with data that go with it. Throws StepFailure. */
export async function startPostgres(start: PostgresStart): Promise<PostgresServer> {
  const { programs, port, signal } = start;
  const user = serverUser();
  // Not below a folder of ours: Postgres runs as somebody else, who may not go there.
  const dir = mkdtempSync(join(tmpdir(), 'baton-postgres-'));
  const remove = (): void => {
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  };
  let child: Child | undefined;
  try {
    if (user) chownSync(dir, user.uid, user.gid);
    await makeData(programs, dir, user, signal);
    child = await startServer(start, dir, user);
  } catch (fault) {
    remove();
    throw fault;
  }
  return {
    url: `postgres://${OWNER}@127.0.0.1:${port}/postgres`,
    kill: async () => child?.kill(),
    restart: async () => {
      child = await startServer(start, dir, user);
    },
    stop: async () => {
      await child?.stop(STOP_GRACE_MS);
      remove();
    },
  };
}

/** Postgres refuses to run as root. Null: as whoever we are. */
function serverUser(): User | null {
  if (process.getuid?.() !== 0) return null;
  const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = lines.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new StepFailure(
    'Postgres refuses to run as root, and there is no other user.',
    'make a user "postgres"; then run the same command again',
  );
}

async function makeData(
  programs: string,
  dir: string,
  user: User | null,
  signal: AbortSignal,
): Promise<void> {
  const args = ['-D', join(dir, 'data'), '-U', OWNER, '-A', 'trust', '-E', 'UTF8', '--locale=C'];
  const options = { signal, cwd: dir, ...(user && { user }) };
  const { code, output } = await runProgram(join(programs, 'initdb'), [...args, '-N'], options);
  signal.throwIfAborted();
  if (code !== 0) throw new StepFailure(`initdb failed:\n${output}`, 'see its message above');
}

/** What is written outlives the process, whenever it is killed; only a machine would lose it. */
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  fsync: 'off',
  full_page_writes: 'off',
};

/** Those whom a killed server left behind still hold its memory: again, until they are gone. */
async function startServer(start: PostgresStart, dir: string, user: User | null): Promise<Child> {
  const limit = performance.now() + READY_LIMIT_MS;
  for (;;) {
    const child = await launch(start, dir, user);
    if (await isUp(child, start, limit)) return child;
    const end = await Promise.race([child.ended, Promise.resolve(null)]);
    await child.stop(end ? 0 : STOP_GRACE_MS);
    if (end && performance.now() < limit) {
      await pause(ASK_EVERY_MS, undefined, { signal: start.signal });
      continue;
    }
    const what = end ? obituary(child, end) : `Postgres did not answer in time:\n${child.tail()}`;
    throw new StepFailure(what, `read ${child.log}`);
  }
}

function launch(
  { programs, port, keeper }: PostgresStart,
  dir: string,
  user: User | null,
): Promise<Child> {
  const settings = Object.entries(SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return startChild({
    name: 'Postgres',
    command: join(programs, 'postgres'),
    args: ['-D', join(dir, 'data'), '-p', String(port), ...settings],
    env: inherited(),
    cwd: dir,
    log: join(dir, 'postgres.log'),
    keeper,
    ...(user && { user }),
  });
}

/** False: it has ended, or the limit is over. */
async function isUp(
  { ended }: Child,
  { port, signal }: PostgresStart,
  limit: number,
): Promise<boolean> {
  const dead = ended.then(() => 'dead' as const);
  while (performance.now() < limit) {
    const up = await Promise.race([answers(port), dead]);
    if (up !== false) return up === true;
    await pause(ASK_EVERY_MS, undefined, { signal });
  }
  return false;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(1_000, () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    socket.write(SSL_REQUEST);
    const [answer] = (await once(socket, 'data')) as [Buffer];
    return ['N', 'S'].includes(answer.toString());
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
