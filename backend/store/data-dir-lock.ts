import { randomBytes } from 'node:crypto';
import { mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { connect, createServer, type Server } from 'node:net';
import { join, relative, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const LINK = 'store.lock';
const ANSWER_MS = 2000;
const SETTLE_MS = 50;
/** `sun_path` holds 104 bytes on macOS and 108 on Linux. */
const LONGEST_PATH = 103;

/** Who holds a data directory. */
export interface Owner {
  pid: number;
  url?: string;
}

/** Another backend works on this data directory. */
export class DataDirTakenError extends Error {
  override readonly name = 'DataDirTakenError';
  readonly dir: string;
  readonly owner: Owner;

  constructor(dir: string, owner: Owner) {
    const at = owner.url ? ` at ${owner.url}` : '';
    super(
      `${dir} is in use by the backend with process id ${owner.pid}${at}. ` +
        'Stop that one, or give this one its own BATON_DATA_DIR (or DATABASE_URL to share a store).',
    );
    this.dir = dir;
    this.owner = owner;
  }
}

export interface DataDirLock {
  /** Tells whoever asks where this backend answers. */
  announce(url: string): void;
  release(): Promise<void>;
}

/**
 * Makes this process the one owner of a data directory. A socket that answers is the proof of life,
 * so the kernel frees the directory with its owner, however it died. The socket has a name of its
 * own and `store.lock` is a link to it, made atomically. Throws DataDirTakenError.
 */
export async function lockDataDir(dir: string): Promise<DataDirLock> {
  mkdirSync(dir, { recursive: true });
  const me: Owner = { pid: process.pid };
  const socket = `store-${process.pid}-${randomBytes(4).toString('hex')}.sock`;
  const link = join(dir, LINK);
  const server = await listen(dir, socket, me);
  const release = async () => {
    if (target(link) === socket) rmSync(link, { force: true });
    await new Promise((done) => server.close(done));
  };
  try {
    while (!(await claim(link, socket))) await makeWay(dir, link);
  } catch (error) {
    await release();
    throw error;
  }
  return { announce: (url) => (me.url = url), release };
}

async function claim(link: string, socket: string): Promise<boolean> {
  try {
    symlinkSync(socket, link);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
  // Another one may have judged an older link dead a moment ago and be about to remove this one.
  await delay(SETTLE_MS);
  return target(link) === socket;
}

/** Throws when the link's owner lives; else removes what it left behind. */
async function makeWay(dir: string, link: string): Promise<void> {
  const held = target(link);
  if (held === undefined) return;
  const owner = await ask(socketPath(dir, held), Number(held.split('-')[1]));
  if (owner) throw new DataDirTakenError(dir, owner);
  if (target(link) !== held) return;
  rmSync(link, { force: true });
  rmSync(join(dir, held), { force: true });
}

/** The owner behind a socket; undefined when nobody listens. One that is slow is still there. */
function ask(path: string, pid: number): Promise<Owner | undefined> {
  return new Promise((done) => {
    const socket = connect(path);
    let text = '';
    socket.setEncoding('utf8').setTimeout(ANSWER_MS, () => {
      done({ pid });
      socket.destroy();
    });
    socket.on('data', (part: string) => (text += part));
    socket.on('end', () => {
      done(text ? (JSON.parse(text) as Owner) : { pid });
    });
    socket.on('error', () => {
      done(undefined);
    });
  });
}

function listen(dir: string, name: string, me: Owner): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(JSON.stringify(me));
  });
  server.unref();
  return new Promise((done, failed) => {
    server.once('error', failed).listen(socketPath(dir, name), () => {
      done(server);
    });
  });
}

function socketPath(dir: string, name: string): string {
  const whole = resolve(dir, name);
  const short = relative('', whole);
  const path = short.length < whole.length ? short : whole;
  if (Buffer.byteLength(path) <= LONGEST_PATH) return path;
  throw new Error(`${dir} is too long a path for a socket. Choose a shorter BATON_DATA_DIR.`);
}

function target(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
