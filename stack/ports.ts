import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { StepFailure } from './step-failure.ts';

/** One port that a part of Baton listens on. */
export interface WantedPort {
  readonly port: number;
  readonly host: string;
  /** Who wants it: "the page and the backend". */
  readonly role: string;
  /** The variable that moves it. */
  readonly variable: string;
  /** Another way than moving it, as a sentence. */
  readonly otherwise?: string;
}

/**
 * Throws StepFailure, naming the first port that two of them want or somebody else has, its holder
 * where that can be found, and the way on.
 */
export async function requireFreePorts(all: readonly WantedPort[]): Promise<void> {
  for (const [place, wanted] of all.entries()) {
    const { port, host, variable } = wanted;
    const rival = all.slice(0, place).find((one) => one.port === port);
    if (!rival && (await portIsFree(port, host))) continue;
    const free = await nextFreePort(wanted, all);
    if (!rival) throw portTaken(wanted, holderOf(port), free);
    throw new StepFailure(
      `Port ${port} is wanted twice: by ${rival.role} (${rival.variable}) and by ${wanted.role} (${variable}).`,
      `move one of them: ${variable}=${free} npm start`,
    );
  }
}

export function portTaken(wanted: WantedPort, holder: string | null, free: number): StepFailure {
  return new StepFailure(
    `Port ${wanted.port} (${wanted.role}) is taken${holder ? ` by ${holder}` : ''}.`,
    [
      `stop ${holder ?? 'the program that holds it'}, or use another port: ${wanted.variable}=${free} npm start`,
      wanted.otherwise,
    ]
      .filter(Boolean)
      .join('. '),
  );
}

export function portIsFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(false);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      server.close(() => {
        resolve(true);
      });
    });
  });
}

/** One that nobody has, and that no other part of Baton is about to take. */
async function nextFreePort(
  { port: from, host }: WantedPort,
  all: readonly WantedPort[],
): Promise<number> {
  for (let port = from + 1; port < from + 100; port += 1) {
    if (all.every((one) => one.port !== port) && (await portIsFree(port, host))) return port;
  }
  return from;
}

/** "node (process 123)", from Linux's own tables; null elsewhere, or where we may not look. */
export function holderOf(port: number): string | null {
  try {
    const inodes = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) =>
      listeningInodes(readFileSync(table, 'utf8'), port),
    );
    const pid = readdirSync('/proc').find(
      (name) => /^\d+$/.test(name) && holdsSocket(name, inodes),
    );
    if (!pid) return null;
    return `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (process ${pid})`;
  } catch {
    return null;
  }
}

/** Inodes of the sockets that listen on `port`, from the text of /proc/net/tcp. */
export function listeningInodes(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, '0');
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, local, , state]) => state === '0A' && local?.endsWith(`:${hex}`))
    .map((fields) => fields[9] ?? '');
}

function holdsSocket(pid: string, inodes: readonly string[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => {
      const target = linkTarget(`/proc/${pid}/fd/${fd}`);
      return inodes.some((inode) => target === `socket:[${inode}]`);
    });
  } catch {
    return false;
  }
}

function linkTarget(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}
