import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { quantile } from './statistics.ts';

export interface Asked {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface Hammered {
  readonly answers: number;
  readonly per_second: number;
  readonly p99_ms: number;
}

/**
 * Asks an HTTP server over so many connections, each again as soon as it has its answer. It reads no
 * more of an answer than where it ends, so that the asking costs little beside the answering. Throws
 * where an answer is neither 200 nor 304.
 */
export async function hammer(
  url: string,
  next: () => Asked,
  { connections, duration_ms }: { connections: number; duration_ms: number },
): Promise<Hammered> {
  const { hostname, port } = new URL(url);
  const sockets = Array.from({ length: connections }, () => connect(Number(port), hostname));
  const took: number[] = [];
  try {
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    const since = performance.now();
    const until = since + duration_ms;
    await Promise.all(sockets.map((socket) => askUntil(socket, next, until, took)));
    const per_second = (took.length * 1000) / (performance.now() - since);
    return { answers: took.length, per_second, p99_ms: quantile(took, 0.99) };
  } finally {
    for (const socket of sockets) socket.destroy();
  }
}

function askUntil(socket: Socket, next: () => Asked, until: number, took: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let [asked, got] = [0, ''];
    const ask = (): void => {
      asked = performance.now();
      socket.write(textOf(next()));
    };
    socket.setNoDelay(true).setEncoding('latin1');
    socket.once('error', reject);
    socket.once('close', () => {
      reject(new Error('The server closed a connection.'));
    });
    socket.on('data', (part: string) => {
      got += part;
      if (!isWhole(got)) return;
      if (!got.startsWith('HTTP/1.1 200') && !got.startsWith('HTTP/1.1 304')) {
        reject(new Error(`Not answered: ${got.slice(0, 300)}`));
        return;
      }
      got = '';
      const now = performance.now();
      took.push(now - asked);
      if (now < until) ask();
      else resolve();
    });
    ask();
  });
}

function textOf({ method, path, headers, body = '' }: Asked): string {
  const length = body === '' ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
  const lines = Object.entries({ Host: 'bench', ...headers, ...length });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  return `${method} ${path} HTTP/1.1\r\n${head}\r\n${body}`;
}

/** Whether an answer has come to its end. */
export function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const head = answer.slice(0, end).toLowerCase();
  if (head.includes('\r\ntransfer-encoding: chunked')) return answer.endsWith('\r\n0\r\n\r\n');
  const length = Number(/\r\ncontent-length: (\d+)/.exec(head)?.[1] ?? 0);
  return answer.length >= end + 4 + length;
}
