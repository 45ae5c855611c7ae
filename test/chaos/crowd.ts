import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { randomUUID } from 'node:crypto';
import type { SeededRandom } from './random.ts';
import type { FromWorker, PlannedCall, ToWorker } from './worker-news.ts';

const WORKER = new URL('./worker-process.ts', import.meta.url);
/** Calls that go on at once. */
const AT_ONCE = 60;
const WANTS = ['talk', 'handoff', 'message', 'callback', 'desk'] as const;

interface Worker {
  readonly child: ChildProcess;
  /** Calls that it was given and no backend has opened yet. */
  readonly unopened: Set<PlannedCall>;
}

/** Callers, and the workers that have their calls: who was told what by a backend. */
export class Crowd {
  /** Events that a backend said it has, by call. */
  readonly stored = new Map<string, Set<string>>();
  /** Entries of the queue that a backend said are there, with their calls. */
  readonly queued = new Map<string, string>();
  /** What was wanted, by the id under which it is kept. */
  readonly planned = new Map<string, PlannedCall>();
  readonly opened = new Map<string, { session_id: string; epoch: number }[]>();
  readonly #workers = new Set<Worker>();
  readonly #waiting: PlannedCall[];
  readonly #talking = new Set<string>();
  readonly #address: readonly string[];
  readonly #random: SeededRandom;
  #finishing = false;

  constructor(calls: number, address: readonly [url: string, key: string], random: SeededRandom) {
    this.#address = address;
    this.#random = random;
    this.#waiting = Array.from({ length: calls }, (_, n) => ({
      room: `room ${n}`,
      wants: WANTS[n % WANTS.length]!,
      id: randomUUID(),
      pace_ms: random.between(200, 2500),
    }));
    for (const call of this.#waiting) this.planned.set(call.id, call);
  }

  async addWorker(): Promise<void> {
    const child = fork(WORKER, [...this.#address], { execArgv: ['--import', 'tsx'] });
    const worker: Worker = { child, unopened: new Set() };
    child.on('message', (news: FromWorker) => {
      this.#hear(worker, news);
    });
    await once(child, 'message');
    this.#workers.add(worker);
    if (this.#finishing) tell(worker, { finish: true });
    this.#give();
  }

  /** SIGKILL. Callers whom nobody had answered call again, in a room of their own. False: none was up. */
  async killWorker(): Promise<boolean> {
    if (this.#workers.size === 0) return false;
    const worker = this.#random.pick([...this.#workers]);
    this.#workers.delete(worker);
    worker.child.kill('SIGKILL');
    await once(worker.child, 'exit');
    for (const call of worker.unopened) {
      this.#talking.delete(call.room);
      const again = { ...call, room: `${call.room} again` };
      this.planned.set(call.id, again);
      this.#waiting.push(again);
    }
    this.#give();
    return true;
  }

  /** Another worker is wanted for a call, as the LiveKit server passes it on. */
  resume(room: string, session_id: string): void {
    const there = [...this.#workers];
    if (there.length === 0) return;
    this.#talking.add(room);
    tell(this.#random.pick(there), { resume: { room, session_id } });
  }

  /** Callers who have not called yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Calls that a worker has had. */
  get sessions(): string[] {
    return [...new Set([...this.opened.values()].flat().map(({ session_id }) => session_id))];
  }

  /** Whoever waits at the desk goes. */
  finish(): void {
    this.#finishing = true;
    for (const worker of this.#workers) tell(worker, { finish: true });
  }

  /** The code of a worker that has ended by itself; none did. */
  get deaths(): (number | null)[] {
    return [...this.#workers].flatMap(({ child }) => child.exitCode ?? []);
  }

  async close(): Promise<void> {
    for (const { child } of this.#workers) {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    }
  }

  #give(): void {
    const there = [...this.#workers];
    while (there.length > 0 && this.#talking.size < AT_ONCE) {
      const call = this.#waiting.shift();
      if (!call) return;
      const worker = this.#random.pick(there);
      this.#talking.add(call.room);
      worker.unopened.add(call);
      tell(worker, { call });
    }
  }

  #hear(worker: Worker, news: FromWorker): void {
    if ('opened' in news) {
      for (const call of worker.unopened)
        if (call.room === news.opened) worker.unopened.delete(call);
      const { session_id, epoch } = news;
      this.opened.set(news.opened, [
        ...(this.opened.get(news.opened) ?? []),
        { session_id, epoch },
      ]);
    } else if ('stored' in news) {
      const known = this.stored.get(news.session_id) ?? new Set();
      for (const id of news.stored) known.add(id);
      this.stored.set(news.session_id, known);
    } else if ('queued' in news) this.queued.set(news.queued, news.session_id);
    else if ('left' in news) {
      this.#talking.delete(news.left);
      this.#give();
    }
  }
}

function tell({ child }: Worker, message: ToWorker): void {
  if (child.connected) child.send(message);
}
