import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../../backend/operators/password.ts';
import { putOperator } from '../../backend/operators/write-operators.ts';
import { SessionBundle } from '../../protocol/bundle.ts';
import { DeskQueue } from '../../protocol/desk.ts';
import { Me } from '../../protocol/operator.ts';
import { place, type BackendProcess } from './backend-process.ts';
import { worker } from './stand.ts';

const LIMIT_MS = 180_000;
const PEOPLE = ['ada', 'ben', 'cem'];
const CALLERS = 50;
const CLAIMED = 10;

let here: ReturnType<typeof place>;
let backend: BackendProcess;

beforeAll(async () => {
  here = place();
  const password = await hashPassword('correct horse battery');
  for (const name of PEOPLE)
    await putOperator(here.aside('operators.yaml'), { name, role: 'agent', password });
  backend = await here.start();
}, LIMIT_MS);
afterAll(() => here.clear());

const ask = async (method: string, path: string, headers: object, sent?: object) => {
  const answer = await fetch(`${backend.url}${path}`, {
    method,
    headers: { Origin: backend.url, ...headers },
    ...(sent && { body: JSON.stringify(sent) }),
  });
  return { status: answer.status, said: await answer.json(), answer };
};

async function signedIn(name: string) {
  const ours = { 'Content-Type': 'application/json' };
  const sent = { name, password: 'correct horse battery' };
  const { said, answer, status } = await ask('POST', '/api/sign-in', ours, sent);
  expect(status).toBe(200);
  const [cookie = ''] = (answer.headers.get('set-cookie') ?? '').split(';');
  return { ...ours, Cookie: cookie, 'X-CSRF-Token': Me.parse(said).csrf_token ?? '' };
}

async function callerWaits(n: number): Promise<string> {
  const room = `room ${n}`;
  const opened = await ask('POST', '/api/calls', worker, { room, channel: 'console' });
  const id = randomUUID();
  const wanted = { id, queue: 'support', caller: `caller ${n}`, reason: '' };
  const path = `/api/calls/${SessionBundle.parse(opened.said).session_id}/desk`;
  expect((await ask('POST', path, worker, wanted)).status).toBe(200);
  return id;
}

describe('a backend that is killed while fifty callers are at the desk', () => {
  it(
    'has lost nobody, gives nobody to two people, and keeps the order',
    async () => {
      const people = await Promise.all(PEOPLE.map(signedIn));
      await ask('PUT', '/api/desk/duty', people[0]!, { on: true });
      const ids: string[] = [];
      for (let n = 0; n < CALLERS; n += 1) ids.push(await callerWaits(n));

      const wanted = ids.slice(0, CLAIMED);
      const claims = wanted.flatMap((id, at) =>
        // Everybody wants each of them in the same moment; who asks first differs.
        [0, 1, 2].map((turn) => {
          const who = (at + turn) % PEOPLE.length;
          const asked = ask('POST', `/api/desk/${id}/claim`, people[who]!, {});
          return asked.then(({ status }) => ({ id, who: PEOPLE[who]!, status }));
        }),
      );
      const answered = await Promise.all(claims);
      const won = answered.filter(({ status }) => status === 200);
      expect(won.map(({ id }) => id).sort()).toEqual([...wanted].sort());
      expect(answered.filter(({ status }) => status === 409)).toHaveLength(2 * CLAIMED);

      await backend.kill();
      backend = await here.start();
      const { said } = await ask('GET', '/api/desk/queue', people[0]!);
      const { entries, on_duty } = DeskQueue.parse(said);
      expect(entries.map(({ id }) => id)).toEqual(ids);
      expect(on_duty).toEqual([PEOPLE[0]]);
      const held = entries.slice(0, CLAIMED);
      expect(held.map(({ id, claimed_by }) => [id, claimed_by])).toEqual(
        wanted.map((id) => [id, won.find((one) => one.id === id)!.who]),
      );
      expect(entries.slice(CLAIMED).map(({ position }) => position)).toEqual(
        Array.from({ length: CALLERS - CLAIMED }, (_, n) => n + 1),
      );
      // A claim that was made before it died still keeps everybody else away.
      const [first] = held;
      const other = PEOPLE.findIndex((name) => name !== first!.claimed_by);
      const late = await ask('POST', `/api/desk/${first!.id}/claim`, people[other]!, {});
      expect(late.status).toBe(409);
    },
    LIMIT_MS,
  );
});
