import { createHash } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ASK_LIMIT_MS = 3_000;

export interface HeldLock {
  readonly held: true;
  readonly release: () => Promise<void>;
}
export interface ForeignLock {
  readonly held: false;
  /** What the owner says of itself; empty where it did not answer in time. */
  readonly owner: string;
  /** Resolves when the owner has let go or died. */
  readonly gone: (signal: AbortSignal) => Promise<void>;
}

/**
 * One owner of `what` (an absolute path) on this machine, held as a Unix socket: the kernel frees
 * it when the owner dies, however it dies. Whoever comes second is told `facts`.
 */
export async function takeLock(what: string, facts: string): Promise<HeldLock | ForeignLock> {
  const address = lockAddress(what);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    const server = await listen(address, facts);
    if (server) return server;
    const other = await ask(address);
    if (other) return other;
    if (!address.startsWith('\0')) unlinkSync(address);
  }
  throw new Error(`The lock for ${what} could not be taken`);
}

/** Linux has addresses without a file: nothing to clean up after a crash, nothing to race for. */
function lockAddress(what: string): string {
  const name = `baton-${createHash('sha256').update(what).digest('hex').slice(0, 24)}`;
  return process.platform === 'linux' ? `\0${name}` : join(tmpdir(), `${name}.sock`);
}

function listen(address: string, facts: string): Promise<HeldLock | null> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    socket.write(`${facts}\n`);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(address, () => {
      server.unref();
      resolve({ held: true, release: () => close(server, sockets) });
    });
  });
}

function close(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}

function ask(address: string): Promise<ForeignLock | null> {
  const socket = connect(address);
  const closed = new Promise<void>((resolve) => socket.once('close', resolve));
  return new Promise((resolve) => {
    const answer = (owner: string): void => {
      socket.setTimeout(0);
      socket.unref();
      resolve({ held: false, owner, gone: (signal) => waitFor(closed, socket, signal) });
    };
    socket.once('error', () => {
      resolve(null);
    });
    socket.setTimeout(ASK_LIMIT_MS, () => {
      answer('');
    });
    socket.once('data', (data) => {
      answer(data.toString().trim());
    });
  });
}

function waitFor(closed: Promise<void>, socket: Socket, signal: AbortSignal): Promise<void> {
  socket.ref();
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      socket.destroy();
      reject(signal.reason as Error);
    };
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    void closed.then(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}
