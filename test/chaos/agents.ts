import { setTimeout as pause } from 'node:timers/promises';
import { DeskQueue } from '../../protocol/desk.ts';
import { Me } from '../../protocol/operator.ts';
import { AGENTS, PASSWORD } from './house.ts';

const EVERY_MS = 700;
const ASK_LIMIT_MS = 5000;
const DUTY_EVERY = 8;

/** Two people at the desk who want each caller in the same moment, whoever is up to answer them. */
export class Agents {
  /** Entries that both were given. */
  readonly doubled: string[] = [];
  readonly claimed = new Set<string>();
  readonly #url: string;
  readonly #headers = new Map<string, Record<string, string>>();
  readonly #stopping = new AbortController();
  #working: Promise<void> | undefined;

  constructor(url: string) {
    this.#url = url;
  }

  async start(): Promise<void> {
    for (const name of AGENTS) this.#headers.set(name, await this.#signIn(name));
    await this.#onDuty();
    this.#working = this.#work();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
  }

  async queue(): Promise<DeskQueue> {
    const answer = await this.#ask('GET', '/api/desk/queue', AGENTS[0]);
    return DeskQueue.parse(await answer.json());
  }

  async #work(): Promise<void> {
    for (let round = 1; !this.#stopping.signal.aborted; round += 1) {
      await this.#round(round).catch(() => undefined);
      await pause(EVERY_MS);
    }
  }

  async #round(round: number): Promise<void> {
    if (round % DUTY_EVERY === 0) await this.#onDuty();
    const waiting = (await this.queue()).entries.find(({ state }) => state === 'waiting');
    if (!waiting) return;
    const { id } = waiting;
    const both = await Promise.allSettled(
      AGENTS.map((name) => this.#ask('POST', `/api/desk/${id}/claim`, name, {})),
    );
    const given = both.filter((one) => one.status === 'fulfilled' && one.value.status === 200);
    if (given.length > 0) this.claimed.add(id);
    if (given.length > 1) this.doubled.push(id);
  }

  async #onDuty(): Promise<void> {
    await this.#ask('PUT', '/api/desk/duty', AGENTS[0], { on: true });
  }

  #ask(method: string, path: string, name: string, sent?: object): Promise<Response> {
    return fetch(this.#url + path, {
      method,
      headers: this.#headers.get(name) ?? {},
      signal: AbortSignal.timeout(ASK_LIMIT_MS),
      ...(sent && { body: JSON.stringify(sent) }),
    });
  }

  async #signIn(name: string): Promise<Record<string, string>> {
    const ours = { Origin: this.#url, 'Content-Type': 'application/json' };
    const body = JSON.stringify({ name, password: PASSWORD });
    const answer = await fetch(`${this.#url}/api/sign-in`, { method: 'POST', headers: ours, body });
    const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
    const { csrf_token } = Me.parse(await answer.json());
    return { ...ours, Cookie: cookie, 'X-CSRF-Token': csrf_token ?? '' };
  }
}
