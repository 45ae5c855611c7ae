import type { DeskEntry, DeskQueue } from '../../protocol/desk.ts';
import type { DeskPorts, LineNews } from '../../web/room/desk-room.ts';

export const ME = 'ada';
export const uuid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

export function waiting(n: number, more: Partial<DeskEntry> = {}): DeskEntry {
  return {
    id: uuid(n),
    session_id: `s${n}`,
    queue: 'support',
    caller: `Caller ${n}`,
    reason: 'an invoice that looks wrong',
    summary: null,
    enqueued_at: '2026-03-03T10:00:00.000Z',
    position: n,
    state: 'waiting',
    claimed_by: null,
    ...more,
  };
}

export const taken = (n: number, by = ME): DeskEntry =>
  waiting(n, { position: null, state: 'connected', claimed_by: by });

export const queueOf = (...entries: DeskEntry[]): DeskQueue => ({ entries, on_duty: [ME] });

export interface Asked {
  readonly path: string;
  readonly method: string;
  readonly json: unknown;
  readonly keepalive: boolean;
}

/** The backend's side of the desk: what it was asked, and what it answers. */
export class FakeDesk {
  readonly asked: Asked[] = [];
  answer: (asked: Asked) => { readonly status?: number; readonly json: unknown };

  constructor(answer: FakeDesk['answer']) {
    this.answer = answer;
  }

  readonly fetch = (path: string, init: RequestInit = {}): Promise<Response> => {
    const { method = 'GET', body, keepalive = false } = init;
    const json = typeof body === 'string' ? (JSON.parse(body) as unknown) : undefined;
    const asked = { path, method, json, keepalive };
    this.asked.push(asked);
    const { status = 200, json: said } = this.answer(asked);
    return Promise.resolve(Response.json(said, { status }));
  };
}

export const problem = (status: number, code: string) => ({
  status,
  json: { title: 'It was refused', status, code },
});

/** A caller's room as somebody at the desk has it, and a microphone. */
export class FakeLine {
  refuse: Error | undefined;
  unreachable: Error | undefined;
  joined: string[] = [];
  muted = false;
  left = 0;
  released = 0;
  tell: (news: LineNews) => void = () => undefined;

  readonly ports: DeskPorts = {
    takeMicrophone: () => {
      if (this.refuse) return Promise.reject(this.refuse);
      return Promise.resolve({
        release: () => {
          this.released += 1;
        },
      });
    },
    joinDesk: ({ token }, _microphone, tell) => {
      if (this.unreachable) return Promise.reject(this.unreachable);
      this.joined.push(token);
      this.tell = tell;
      return Promise.resolve({
        setMuted: (muted) => {
          this.muted = muted;
          return Promise.resolve();
        },
        levels: () => ({ own: 0.2, caller: 0.35 }),
        leave: () => {
          this.left += 1;
          return Promise.resolve();
        },
      });
    },
  };
}
