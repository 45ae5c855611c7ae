import type { WebSocket } from 'ws';
import { type FrameFault, FrameIn, type FrameOut } from '../protocol/telephony-frame.ts';
import { Allowance } from './allowance.ts';
import type { Limits } from './limits.ts';
import type { Gone } from './room-call.ts';

/** Codes with which a connection is closed (RFC 6455, section 7.4.1). */
export const CLOSE = { normal: 1000, away: 1001, policy: 1008, failed: 1011, slow: 1013 } as const;

/** Milliseconds after a close in which the peer answers it. */
const CLOSE_LIMIT_MS = 2000;
const ABNORMAL = 1006;

export interface PeerListener {
  readonly frame: (frame: FrameIn) => void;
  /** Once, however it came. */
  readonly gone: (how: Gone) => void;
}

/** The telephony platform at the other end of one connection: frames in and out, and its life. */
export class Peer {
  readonly #socket: WebSocket;
  readonly #limits: Limits;
  readonly #listener: PeerListener;
  readonly #frames: Allowance;
  readonly #faults: Allowance;
  readonly #timer: NodeJS.Timeout;
  #alive: number;
  /** Since when too much waits for it; null where it does not. */
  #slow: number | null = null;
  #muted = false;
  #gone = false;

  constructor(socket: WebSocket, limits: Limits, listener: PeerListener) {
    this.#socket = socket;
    this.#limits = limits;
    this.#listener = listener;
    const clock = () => performance.now();
    this.#frames = new Allowance(limits.frames, clock);
    this.#faults = new Allowance(limits.faults, clock);
    this.#alive = clock();
    this.#timer = setInterval(() => {
      this.#look();
    }, limits.ping_ms);
    socket.on('pong', () => (this.#alive = clock()));
    socket.on('message', (data, isBinary) => {
      this.#alive = clock();
      if (!this.#gone) this.#read(isBinary ? null : (data as Buffer).toString('utf8'));
    });
    // What is wrong with a connection closes it, and the close is heard.
    socket.on('error', () => undefined);
    socket.on('close', (code) => {
      this.#leave(code === ABNORMAL ? 'connection_lost' : 'hung_up');
    });
  }

  /** False where it cannot be sent: nobody is there, or audio finds too much waiting. */
  send(frame: FrameOut): boolean {
    if (this.#gone || this.#muted || this.#socket.readyState !== this.#socket.OPEN) return false;
    const waits = this.#socket.bufferedAmount > this.#limits.waiting_bytes;
    if (!waits) this.#slow = null;
    else this.#slow ??= performance.now();
    if (this.#slow !== null && performance.now() - this.#slow > this.#limits.slow_ms) {
      this.close(CLOSE.slow, 'too slow', 'connection_lost');
      return false;
    }
    if (waits && frame.event === 'media') return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  /** Something that was sent cannot be used; if that goes on, the connection ends. */
  fault(code: FrameFault, message: string): void {
    // A switch that owns its call may say what it likes.
    if (this.#muted) return;
    this.send({ event: 'error', code, message });
    if (!this.#faults.take()) this.close(CLOSE.policy, 'too many frames that cannot be used');
  }

  /** From now on nothing is sent. */
  mute(): void {
    this.#muted = true;
  }

  /** Safe twice. */
  close(code: number, reason: string, how: Gone = 'hung_up'): void {
    this.#socket.close(code, reason);
    const cut = setTimeout(() => {
      this.#socket.terminate();
    }, CLOSE_LIMIT_MS);
    this.#socket.once('close', () => {
      clearTimeout(cut);
    });
    this.#leave(how);
  }

  #leave(how: Gone): void {
    if (this.#gone) return;
    this.#gone = true;
    clearInterval(this.#timer);
    this.#listener.gone(how);
  }

  #look(): void {
    if (performance.now() - this.#alive > this.#limits.dead_ms) {
      this.#leave('connection_lost');
      this.#socket.terminate();
      return;
    }
    if (this.#socket.readyState === this.#socket.OPEN) this.#socket.ping();
  }

  #read(text: string | null): void {
    if (!this.#frames.take()) {
      this.fault('too_fast', 'Too many frames a second.');
      return;
    }
    const read = FrameIn.safeParse(parsed(text));
    if (read.success) this.#listener.frame(read.data);
    else if (text === null || parsed(text) === undefined)
      this.fault('not_json', 'A frame is JSON text.');
    else this.fault('bad_frame', wrongWith(read.error.issues));
  }
}

function parsed(text: string | null): unknown {
  try {
    return text === null ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}

/** The places that are wrong, and no value of them. */
function wrongWith(issues: readonly { path: readonly PropertyKey[]; message: string }[]): string {
  return issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.') || 'frame'}: ${message}`)
    .join('; ')
    .slice(0, 400);
}
