import { hashPassword } from '../../backend/operators/password.ts';
import { putOperator } from '../../backend/operators/write-operators.ts';
import type { PostgresServer } from '../../stack/postgres.ts';
import { type BackendProcess, place } from '../backend/backend-process.ts';
import { receiver, WEBHOOK_SECRET } from '../backend/receiver.ts';
import { SERVICE_KEY } from '../backend/stand.ts';
import { openFrontDoor } from './front-door.ts';
import { patientServer } from './patient-server.ts';
import { Crowd } from './crowd.ts';
import type { SeededRandom } from './random.ts';

/** Waits for nobody's service for minutes. */
const HASTY = 'test/backend/hasty-backend.ts';
const AGAIN_MS = 300;
const WORKERS = 4;
export const AGENTS = ['ada', 'ben'] as const;
export const PASSWORD = 'correct horse battery';

export interface HouseOptions {
  readonly calls: number;
  readonly backends: number;
  readonly random: SeededRandom;
  /** Absent: each backend has the embedded store. */
  readonly postgres?: PostgresServer | undefined;
}

export type House = Awaited<ReturnType<typeof openHouse>>;

/** Backends behind one door, the workers with their calls, the customer's service: all may be killed but this process. */
export async function openHouse({ calls, backends, random, postgres }: HouseOptions) {
  const here = place();
  const password = await hashPassword(PASSWORD);
  for (const name of AGENTS)
    await putOperator(here.aside('operators.yaml'), { name, role: 'agent', password });
  const door = await openFrontDoor();
  const customer = await receiver();
  const crowd = new Crowd(calls, [door.url, SERVICE_KEY], random);
  const livekit = await patientServer((room, { session_id = '' }) => {
    crowd.resume(room, session_id);
  });
  const env = {
    LIVEKIT_URL: livekit.url,
    BATON_MOST_CALLS: '1000',
    BATON_WEBHOOK_URL: customer.url,
    BATON_WEBHOOK_SECRET: WEBHOOK_SECRET,
    ...(postgres && { DATABASE_URL: postgres.url }),
  };
  const up = new Set<BackendProcess>();
  /** Things that are coming up again. */
  const rising = new Set<Promise<void>>();
  /** Whoever was gone when it was to be killed. */
  const deaths: string[] = [];
  let isPostgresUp = true;
  let closing = false;

  /** Again and again, as whatever looks after a service does: its store may be away. */
  async function startBackend(): Promise<void> {
    while (!closing) {
      const backend = await here.start(env, HASTY).catch(() => undefined);
      if (!backend) {
        await new Promise((done) => setTimeout(done, AGAIN_MS));
        continue;
      }
      up.add(backend);
      door.behind.add(backend.url);
      return;
    }
  }

  function rise(what: Promise<void>): void {
    const risen = what.finally(() => rising.delete(risen));
    rising.add(risen);
  }

  /** False, as of the others: there was none to be killed. */
  async function killBackend(): Promise<boolean> {
    const backend = [...up].at(0);
    if (!backend) return false;
    up.delete(backend);
    door.behind.delete(backend.url);
    if (!isThere(backend.pid)) deaths.push('a backend');
    await backend.kill();
    rise(startBackend());
    return true;
  }

  /** One that is not up yet is let come up: two servers cannot have the same data. */
  async function killPostgres(): Promise<boolean> {
    if (!postgres || !isPostgresUp) return false;
    isPostgresUp = false;
    await postgres.kill();
    rise(
      postgres.restart().then(() => {
        isPostgresUp = true;
      }),
    );
    return true;
  }

  await startBackend();
  for (let n = 1; n < backends; n += 1) await startBackend();
  for (let n = 0; n < WORKERS; n += 1) await crowd.addWorker();
  return {
    url: door.url,
    data: here.data,
    crowd,
    customer,
    deaths,
    killBackend,
    killPostgres,
    async killWorker(): Promise<boolean> {
      const killed = await crowd.killWorker();
      if (killed) rise(crowd.addWorker());
      return killed;
    },
    /** Everything that was killed is there again. */
    async whole(): Promise<void> {
      while (rising.size > 0) await Promise.all(rising);
    },
    /** The backends, as a deployment stops them. */
    async stopBackends(): Promise<void> {
      for (const backend of up) await backend.stop();
      up.clear();
    },
    async close(): Promise<void> {
      closing = true;
      await crowd.close();
      await here.clear();
      door.close();
      livekit.close();
      customer.close();
    },
  };
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
