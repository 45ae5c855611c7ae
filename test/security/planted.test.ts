import { told } from './telemetry-tap.ts';
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { httpSender } from '../../agent/http/http-sender.ts';
import { startWebhooks } from '../../backend/webhooks/webhooks.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import { receiver, WEBHOOK_SECRET, type Receiver } from '../backend/receiver.ts';
import { committed, event, operator, stand, testStore, turn, worker } from '../backend/stand.ts';
import { aCall, type ACall } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';
import { httpService, json, type HttpService } from '../fakes/http-service.ts';
import { anHttpTool } from '../fakes/http-tool.ts';

const NAME = 'Wilhelmina Planted';
const NUMBER = '+14155559753';
const SENTENCE = 'my planted cat is ill';
const HEADER = 'planted-account-4711';
const SECRET = 'planted-tool-secret';
const PERSONAL = [NAME, NUMBER.slice(1), SENTENCE, HEADER, SECRET];

let store: Store;
let customers: Receiver;
const lines: string[] = [];
const log = createLog('test', 'trace', { write: (line) => void lines.push(line) });

beforeAll(async () => {
  store = await testStore();
  customers = await receiver();
});
afterAll(async () => {
  customers.close();
  await store.close();
});

const foundIn = (text: string, values = PERSONAL) => values.filter((one) => text.includes(one));

describe('what a caller has said, on its way through the backend', () => {
  it('is in no log line, and what no customer is owed is in no webhook', async () => {
    const env = { BATON_WEBHOOK_URL: customers.url, BATON_WEBHOOK_SECRET: WEBHOOK_SECRET };
    const webhooks = startWebhooks({ env, store, log })!;
    const backend = await stand(store, { log, webhooks });
    const { session_id } = await backend.openCall({
      ...{ room: randomUUID(), channel: 'sip_inbound', caller_id: NUMBER },
      headers: { 'x-account-id': HEADER, 'x-other': HEADER },
    });
    const wish = { number: NUMBER, name: NAME, reason: SENTENCE, character: 'billing' };
    const due_at = '2027-01-01T00:00:00.000Z';
    await backend.post(`/api/calls/${session_id}/events`, {
      events: [
        event({ type: 'call_started', character: 'front-desk', channel: 'sip_inbound' }),
        turn(SENTENCE),
        event({ type: 'variable_set', name: 'customer_name', value: NAME }),
        committed('front-desk', 'billing', { reason: 'an invoice' }),
        event({ type: 'message_taken', message_id: randomUUID(), text: SENTENCE, from: NAME }),
        event({ type: 'callback_scheduled', callback_id: randomUUID(), due_at, ...wish }),
        event({ type: 'call_ended', disconnected_by: 'caller' }),
      ],
    });
    await customers.until(() =>
      customers.all.some(({ payload }) => payload.type === 'call.completed'),
    );
    await webhooks.close();
    const sent = customers.all.map(({ text }) => text).join('\n');
    expect(foundIn(sent, [HEADER, SECRET, 'A secret prompt.'])).toEqual([]);
    // It is the customer's own call: what was said in it is theirs to know.
    expect(sent).toContain(SENTENCE);
    expect(foundIn(lines.join(''))).toEqual([]);
  });

  it('is in no log line and on no page where the store breaks over it', async () => {
    lines.length = 0;
    let broken = false;
    const said = `could not store ("${NAME}", "${NUMBER}", "${SENTENCE}", "${HEADER}")`;
    const breaks = () => Promise.reject(Object.assign(new Error(said), { code: '22021' }));
    const breaking: Store = {
      ...store,
      run: (work) => (broken ? breaks() : store.run(work)),
      transaction: (work) => (broken ? breaks() : store.transaction(work)),
      ping: breaks,
    };
    const backend = await stand(breaking, { log });
    const { session_id } = await backend.openCall({ room: randomUUID() });
    broken = true;
    const pages = [
      await backend.post(`/api/calls/${session_id}/events`, { events: [turn(SENTENCE)] }),
      await backend.post('/api/calls', { room: 'r', channel: 'console', caller_id: NUMBER }),
      await backend.post(
        '/api/sessions',
        { user: { name: NAME } },
        { 'Content-Type': 'application/json' },
      ),
      await backend.app.request(`/api/calls?q=${NUMBER}`, { headers: operator }),
      await backend.app.request(`/api/callers?caller_id=${NUMBER}`, {
        ...{ method: 'DELETE', headers: operator },
      }),
      await backend.app.request(`/api/calls/${session_id}/commands?epoch=1`, { headers: worker }),
      await backend.app.request('/healthz'),
    ];
    for (const page of pages) {
      expect(page.status).toBe(500);
      const text = await page.text();
      expect(foundIn(`${text}${JSON.stringify([...page.headers])}`)).toEqual([]);
      expect(text).not.toMatch(/22021|\.ts|node_modules/);
    }
    expect(foundIn(lines.join(''))).toEqual([]);
    expect(lines.filter((line) => line.includes('A request failed.'))).toHaveLength(6);
    expect(lines.join('')).toContain('Error 22021');
  });
});

describe('a log line', () => {
  it('has of a fault its names and its place, and nothing that it quotes', () => {
    const cause = Object.assign(new SyntaxError(`Unexpected "${SENTENCE}"`), { code: 'E_X' });
    const fault = new Error(`${NAME} broke`, { cause });
    lines.length = 0;
    for (const about of [{ fault }, { err: fault }, { fault: NAME }]) log.error(about, 'It broke.');
    expect(foundIn(lines.join(''))).toEqual([]);
    const told = lines.map((line) => JSON.parse(line) as { fault?: string; err?: string });
    expect(told[0]!.fault).toMatch(/^Error ← SyntaxError E_X/);
    expect(told[1]!.err).toBe(told[0]!.fault);
    expect(told[2]!.fault).toBe('something that is no error');
  });

  it('has no value of a person, however deep it stands', () => {
    lines.length = 0;
    log.info(
      { personal: NAME, a: { headers: HEADER, b: { token: SECRET, c: { personal: NAME } } } },
      'x',
    );
    log.error({ err: Object.assign(new Error('x'), { personal: { text: SENTENCE } }) }, 'x');
    expect(foundIn(lines.join(''))).toEqual([]);
  });

  it('stays one line, whatever stands in a value', () => {
    lines.length = 0;
    log.info({ slug: 'a\r\n{"level":60,"msg":"forged"}\u2028' }, 'A line.');
    expect(lines).toHaveLength(1);
    expect(lines[0]!.trimEnd()).not.toMatch(/[\r\n]/);
  });
});

describe('what a caller has said, on its way through the worker', () => {
  let call: ACall | undefined;
  let crm: HttpService | undefined;
  afterEach(async () => {
    await call?.close();
    crm?.close();
  });

  it('is in no log line, metric or span, and a tool’s secret is in no event either', async () => {
    lines.length = told.length = 0;
    crm = await httpService(json({ tier: SENTENCE }));
    const tool = anHttpTool({
      url: `http://${crm.host}/customers/{{ account_id }}`,
      headers: { Authorization: 'Bearer ${BATON_TOOL_PLANTED}', 'X-Account': HEADER },
    });
    const handoff = { name: 'handoff_agent', args: { target: 'billing', reason: SENTENCE } };
    call = await aCall({
      characters: [
        aCharacter({
          slug: 'front-desk',
          greeting: 'Hi.',
          tools: [tool],
          handoff_targets: [{ slug: 'billing', timeout_ms: 30_000 }],
        }),
        aCharacter({ slug: 'billing', takeover_greeting: 'Billing here.' }),
      ],
      scripts: {
        'front-desk': (text, { output }) => {
          if (text.includes('billing'))
            return output === null ? { calls: [handoff] } : { say: 'Yes.' };
          return output === null
            ? { calls: [{ name: tool.name, args: { account_id: NUMBER.slice(1) } }] }
            : { say: `Found, ${NAME}.` };
        },
      },
      secrets: { BATON_TOOL_PLANTED: SECRET },
      http: httpSender({
        ...{ hosts: [`http://${crm.host}`], log, over: new AbortController().signal },
        mayConnect: (address) => address === '127.0.0.1',
      }),
    });
    call.conversation.typed(SENTENCE);
    await call.event('tool_call');
    await call.until('the answer was heard', () =>
      call!.events.some((one) => one.type === 'turn' && one.text.includes(NAME)),
    );
    call.conversation.typed('billing please');
    await call.event('handoff_committed');
    expect(crm.asked[0]!.headers).toMatchObject({ authorization: `Bearer ${SECRET}` });
    expect(lines.length).toBeGreaterThan(0);
    expect(foundIn(lines.join(''))).toEqual([]);
    expect(told.length).toBeGreaterThan(0);
    expect(foundIn(JSON.stringify(told))).toEqual([]);
    expect(foundIn(JSON.stringify(call.events), [SECRET])).toEqual([]);
  });
});
