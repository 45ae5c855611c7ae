import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { DELAYS_MS } from '../../backend/webhooks/courier.ts';
import { startWebhooks, type Webhooks } from '../../backend/webhooks/webhooks.ts';
import { createLog } from '../../config/log.ts';
import { A, B, evidence } from '../call/a-transfer.ts';
import { place } from './backend-process.ts';
import { answer, receiver, WEBHOOK_SECRET, type Receiver } from './receiver.ts';
import { committed, event, operator, stand, testStore, turn, worker, type Stand } from './stand.ts';

const SOON_MS = [5, 5, 5, 5, 5];

let store: Store;
let customer: Receiver;
let webhooks: Webhooks | undefined;
let backend: Stand;
let lines: string[];

beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  customer = await receiver();
  lines = [];
  backend = await begin(SOON_MS);
});
afterEach(async () => {
  vi.useRealTimers();
  await webhooks?.close();
  // What was under way when it closed is due again: it is no message of the next test.
  await store.run((db) => db.deleteFrom('webhook').execute());
  customer.close();
});

async function begin(delays_ms: readonly number[], env: Configured = configured()) {
  const log = createLog('test', 'debug', { write: (line) => void lines.push(line) });
  webhooks = startWebhooks({ env, store, log, delays_ms });
  return stand(store, { webhooks });
}
const configured = () => ({
  BATON_WEBHOOK_URL: customer.url,
  BATON_WEBHOOK_SECRET: WEBHOOK_SECRET,
});
type Configured = Partial<ReturnType<typeof configured>>;
const send = async (session_id: string, ...events: unknown[]) => {
  const stored = await backend.post(`/api/calls/${session_id}/events`, { events });
  expect(stored.status).toBe(200);
};
const started = () => event({ type: 'call_started', character: 'front-desk', channel: 'web' });
const ended = (fields = {}) => event({ type: 'call_ended', disconnected_by: 'caller', ...fields });
const transferSent = (attempt_id: string) =>
  event({
    type: 'transfer_sent',
    attempt_id,
    destination: 'tel:+15550100',
    method: 'livekit_sip_refer',
  });
const types = (session_id: string) => customer.of(session_id).map((one) => one.payload.type);
const written = (session_id: string) =>
  store.run((db) =>
    db.selectFrom('webhook').select('type').where('session_id', '=', session_id).execute(),
  );

describe('the customer’s service', () => {
  it('hears of a call as it happens, each thing once, signed, in order', async () => {
    const { session_id } = await backend.openCall();
    const judged = { evidence, type: 'transfer_judged' as const };
    const events = [
      started(),
      turn('Hello'),
      committed('front-desk', 'billing', { reason: 'an invoice' }),
      transferSent(A),
      event({ ...judged, attempt_id: A, verdict: 'busy' }),
      event({
        type: 'transfer_failed',
        attempt_id: A,
        error: 'busy',
        destination: 'tel:+15550100',
      }),
      transferSent(B),
      event({ ...judged, attempt_id: B, verdict: 'bridged' }),
      ended({ disconnected_by: 'transfer' }),
    ];
    await send(session_id, ...events.slice(0, 4));
    await send(session_id, ...events.slice(2));
    await customer.until(() => types(session_id).includes('call.completed'));
    expect(types(session_id)).toEqual([
      'call.started',
      'handoff.committed',
      'transfer.started',
      'transfer.failed',
      'transfer.started',
      'transfer.connected',
      'call.completed',
    ]);
    const heard = customer.of(session_id);
    expect(new Set(heard.map((one) => one.id)).size).toBe(heard.length);
    expect(heard[1]!.payload).toMatchObject({
      timestamp: events[2]!.at,
      data: { session_id, from: 'front-desk', to: 'billing', reason: 'an invoice' },
    });
    const record = await backend.app.request(`/api/calls/${session_id}`, { headers: operator });
    const { result } = (await record.json()) as { result: unknown };
    expect(heard.at(-1)!.payload.data).toEqual({ session_id, result });
    expect(result).toMatchObject({ was_transferred: true, verdict: 'bridged' });
  });

  it('hears at once, not at the next look of a clock', async () => {
    await webhooks?.close();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    backend = await begin(SOON_MS);
    const { session_id } = await backend.openCall();
    await send(session_id, started());
    await customer.until(() => customer.of(session_id).length > 0);
    expect(types(session_id)).toEqual(['call.started']);
  });

  it('hears that a call is completed once, whoever says so again', async () => {
    const { session_id } = await backend.openCall();
    await backend.openCall({ session_id });
    await send(session_id, { ...started(), epoch: 2 }, { ...ended(), epoch: 2 });
    await send(session_id, { ...ended({ disconnected_by: 'agent' }), epoch: 2 });
    await send(session_id, { ...ended(), epoch: 2 }, { ...transferSent(A), epoch: 2 });
    await customer.until(() => types(session_id).includes('transfer.started'));
    expect(types(session_id)).toEqual(['call.started', 'call.completed', 'transfer.started']);
  });

  it('hears nothing of what a worker says that has lost the call', async () => {
    const { session_id } = await backend.openCall();
    await backend.openCall({ session_id });
    await send(session_id, committed('front-desk', 'billing'), ended());
    await send(session_id, { ...started(), epoch: 2 }, { ...ended(), epoch: 2 });
    await customer.until(() => types(session_id).includes('call.completed'));
    expect(types(session_id)).toEqual(['call.started', 'call.completed']);
  });

  it('is told again until it takes it, with the same id and body', async () => {
    const statuses = [500, 302, 404];
    customer.answers((_, response) => {
      response.writeHead(statuses.shift() ?? 200, { location: `${customer.url}/elsewhere` }).end();
    });
    const { session_id } = await backend.openCall();
    await send(session_id, started());
    await customer.until(() => customer.of(session_id).length === 4);
    const heard = customer.of(session_id);
    expect(new Set(heard.map((one) => one.id)).size).toBe(1);
    expect(new Set(heard.map((one) => one.text)).size).toBe(1);
    expect(lines.join('')).toContain('HTTP 302');
  });

  it('gets the next of a call after the one before, while other calls go on', async () => {
    const slow = (await backend.openCall()).session_id;
    const quick = (await backend.openCall()).session_id;
    let held: (() => void) | undefined;
    customer.answers((received, response) => {
      const refuse = () => void response.writeHead(503).end();
      if (received.payload.data.session_id !== slow || held) response.writeHead(200).end();
      else held = refuse;
    });
    await send(slow, started(), ended());
    await customer.until(() => customer.of(slow).length === 1);
    await send(quick, started(), ended());
    await customer.until(() => types(quick).includes('call.completed'));
    expect(types(slow)).toEqual(['call.started']);
    held?.();
    await customer.until(() => types(slow).includes('call.completed'));
    expect(types(slow)).toEqual(['call.started', 'call.started', 'call.completed']);
  });

  it('is not asked again after 410, and hears what comes next', async () => {
    customer.answers((received, response) => {
      response.writeHead(received.payload.type === 'call.started' ? 410 : 200).end();
    });
    const { session_id } = await backend.openCall();
    await send(session_id, started(), ended());
    await customer.until(() => types(session_id).includes('call.completed'));
    expect(types(session_id)).toEqual(['call.started', 'call.completed']);
  });

  it('is given up after the last attempt, and the next of the call goes on', async () => {
    customer.answers((received, response) => {
      response.writeHead(received.payload.type === 'call.started' ? 500 : 200).end();
    });
    const { session_id } = await backend.openCall();
    await send(session_id, started(), ended());
    await customer.until(() => types(session_id).includes('call.completed'));
    expect(types(session_id)).toHaveLength(SOON_MS.length + 2);
    expect(lines.join('')).toContain('A webhook is given up.');
  });

  it('may answer without end: what it says is not read', async () => {
    const cut = new Promise<void>((done) => {
      customer.answers((_, response) => {
        response.on('close', () => {
          done();
        });
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
          response.once('drain', more);
        };
        response.writeHead(200);
        more();
      });
    });
    const { session_id } = await backend.openCall();
    await send(session_id, started());
    await cut;
    expect(customer.of(session_id)).toHaveLength(1);
  });

  it('is not named in the log, nor anybody who called, nor the secret', async () => {
    const statuses = [500];
    customer.answers((_, response) => response.writeHead(statuses.shift() ?? 200).end('No, Ada!'));
    const { session_id } = await backend.openCall({ caller_id: '+15550177' });
    await send(session_id, turn('My name is Ada'), transferSent(A));
    await customer.until(() => customer.of(session_id).length === 2);
    const said = lines.join('');
    expect(said).toContain(customer.of(session_id)[0]!.id);
    expect(said).not.toMatch(/Ada|15550100|15550177|whsec_|BwcHBw|hooks/);
  });

  it('is tried for about three days', () => {
    const whole = DELAYS_MS.reduce((sum, ms) => sum + ms, 0);
    expect(whole / 86_400_000).toBeCloseTo(3.15, 1);
  });
});

describe('a backend without a receiver', () => {
  it('writes nothing down and sends nothing', async () => {
    await webhooks?.close();
    backend = await begin(SOON_MS, {});
    expect(webhooks).toBeUndefined();
    const { session_id } = await backend.openCall();
    await send(session_id, started(), ended());
    expect(await written(session_id)).toEqual([]);
    expect(customer.of(session_id)).toEqual([]);
  });
});

describe('a backend that stops', () => {
  it('cuts off what is under way and sends it at its next start', async () => {
    const { session_id } = await backend.openCall();
    customer.answers(() => undefined);
    await send(session_id, started());
    await customer.until(() => customer.of(session_id).length === 1);
    await webhooks?.close();
    customer.answers(answer(200));
    backend = await begin(SOON_MS);
    await customer.until(() => customer.of(session_id).length === 2);
    expect(new Set(customer.of(session_id).map((one) => one.id)).size).toBe(1);
  });
});

describe('a backend that is killed', () => {
  const LIMIT_MS = 180_000;

  it(
    'delivers after its restart what it had not delivered, with the same id, in order',
    async () => {
      const here = place();
      try {
        const env = configured();
        const main = 'test/backend/hasty-backend.ts';
        customer.answers(answer(500));
        const first = await here.start(env, main);
        const post = async (path: string, sent: unknown) => {
          const options = { method: 'POST', headers: worker, body: JSON.stringify(sent) };
          const stored = await fetch(`${first.url}${path}`, options);
          expect(stored.status).toBe(200);
          return stored.json();
        };
        const opened = await post('/api/calls', { room: 'room', channel: 'console' });
        const { session_id } = opened as { session_id: string };
        await post(`/api/calls/${session_id}/events`, { events: [started(), ended()] });
        await customer.until(() => customer.of(session_id).length === 2);
        await first.kill();
        const failures = customer.of(session_id).length;
        customer.answers(answer(204));
        await here.start(env, main);
        await customer.until(() => types(session_id).includes('call.completed'));
        const heard = customer.of(session_id);
        expect(heard.length).toBe(failures + 2);
        expect(new Set(heard.slice(0, -1).map((one) => one.id)).size).toBe(1);
      } finally {
        await here.clear();
      }
    },
    LIMIT_MS,
  );
});
