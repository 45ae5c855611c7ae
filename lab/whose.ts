import type { CallRecord } from '../protocol/call-record.ts';
import { holderOf } from './processes.ts';
import type { Script } from './script.ts';

const LOOK_MS = 50;
const LIMIT_MS = 5_000;

export interface WhoseSources {
  /** Process group of the worker. */
  readonly group: () => number;
  /** The worker's log so far. */
  readonly log: () => string;
  readonly record: (session_id: string) => Promise<CallRecord | null>;
}

/**
 * Which call a request to a provider belongs to. One call is one process, so the process at the
 * other end of the connection says it: calls run side by side, and each meets its own faults.
 */
export class Whose {
  readonly #sources: WhoseSources;
  /** By whatever a call is known: number, room or session. */
  readonly #scripts = new Map<string, Script>();
  readonly #jobs = new Map<number, Script>();

  constructor(sources: WhoseSources) {
    this.#sources = sources;
  }

  add(key: string, script: Script): void {
    this.#scripts.set(key, script);
  }

  /** Null where the request is no call's: the worker itself asks, too. */
  async ofConnection(port: number | undefined): Promise<Script | null> {
    const { group } = this.#sources;
    const pid = port === undefined ? null : holderOf(port, group());
    if (pid === null || pid === group()) return null;
    const known = this.#jobs.get(pid);
    if (known) return known;
    const found = await this.#ofJob(pid);
    // A process that waits for a call has none yet.
    if (found) this.#jobs.set(pid, found);
    return found;
  }

  /** By a text that may name the call, such as a request's body. */
  inText(text: string): Script | null {
    for (const [key, script] of this.#scripts) if (text.includes(key)) return script;
    return null;
  }

  async ofSession(session_id: string): Promise<Script | null> {
    const known = this.#scripts.get(session_id);
    if (known) return known;
    const record = await this.#sources.record(session_id);
    const script =
      this.#scripts.get(record?.room ?? '') ?? this.#scripts.get(record?.caller_id ?? '') ?? null;
    if (script) this.#scripts.set(session_id, script);
    return script;
  }

  /** The process that has a call, by the worker's log; null where none has begun it. */
  jobOf(session_id: string): number | null {
    const line = this.#sources
      .log()
      .split('\n')
      .findLast((one) => one.includes('A call begins') && one.includes(session_id));
    return line === undefined ? null : readLine(line).pid;
  }

  async #ofJob(pid: number): Promise<Script | null> {
    const until = Date.now() + LIMIT_MS;
    // The log is written a moment after the line was said.
    while (Date.now() < until) {
      const session_id = this.#sessionOf(pid);
      const script = session_id === null ? null : await this.ofSession(session_id);
      if (script) return script;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
    return null;
  }

  #sessionOf(pid: number): string | null {
    const line = this.#sources
      .log()
      .split('\n')
      .findLast((one) => one.includes('A call begins') && one.includes(`"pid":${pid},`));
    return line === undefined ? null : readLine(line).session_id;
  }
}

function readLine(line: string): { pid: number; session_id: string } {
  return JSON.parse(line) as { pid: number; session_id: string };
}
