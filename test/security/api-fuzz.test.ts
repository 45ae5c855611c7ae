import { randomUUID } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';
import { mayAs, ROLES, type Role } from '../../protocol/operator.ts';
import { fakeLiveKit } from '../backend/callbacks-livekit.ts';
import {
  body,
  event,
  LIVEKIT_KEYS,
  OPERATOR_TOKEN,
  SERVICE_KEY,
  SESSION_KEY,
  stand,
  testStore,
  turn,
  type Stand,
} from '../backend/stand.ts';
import { roleFor } from '../backend/who-may.ts';
import { requestsTo, routesOf, type Asked, type Told } from './api-requests.ts';
import type { Known } from './schema-values.ts';

const SENTENCE = 'a planted sentence of somebody';
/** No browser is ever told these, whoever sits before it. */
const SECRETS = [
  SERVICE_KEY,
  OPERATOR_TOKEN,
  SESSION_KEY,
  LIVEKIT_KEYS.LIVEKIT_API_SECRET,
  '$scrypt$',
];
const PROMPT = 'A secret prompt.';
/** A character's own text is for those who may change it. */
const TEXTS = /^\/api\/characters\/[^/]+/;

/** Sign-ins take their time by design, on a machine with other work much of it. */
const SETTING_UP_MS = 180_000;
const ASKING_MS = 240_000;

let store: Store;
let backend: Stand;
let routes: Told[];
let known: Known;
let everybody: Who[];
const faults: unknown[] = [];

beforeAll(async () => {
  store = await testStore();
  const log = createLog('test', 'error', { write: (line) => void faults.push(line) });
  const dialing = DialingPolicy.parse({
    ...{ countries: ['US'], outbound_trunk: 'ST_out', extension_uri: 'sip:{ext}@pbx.example.com' },
  });
  backend = await stand(store, {
    ...{ livekit: fakeLiveKit().livekit, log, dialing, embedSecret: 'embedder-secret-of-tests' },
    ...{ sessionsPerMinute: 100_000 },
  });
  routes = await routesOf(backend.app);
  known = await furnish();
  everybody = await who();
}, SETTING_UP_MS);
afterAll(() => store.close());

/** Something of each kind, so that requests get past the first look. */
async function furnish(): Promise<Known> {
  const { session_id } = await backend.openCall({ room: 'r', channel: 'sip_inbound' });
  const [message_id, callback_id, id] = [randomUUID(), randomUUID(), randomUUID()];
  const due_at = '2027-01-01T00:00:00.000Z';
  const wish = {
    callback_id,
    number: '+14155550132',
    reason: SENTENCE,
    character: 'billing',
    due_at,
  };
  await backend.post(`/api/calls/${session_id}/events`, {
    events: [
      turn(SENTENCE),
      event({ type: 'message_taken', message_id, text: SENTENCE }),
      event({ type: 'callback_scheduled', ...wish }),
    ],
  });
  await backend.app.request('/api/desk/duty', {
    method: 'PUT',
    headers: await backend.signIn('an-agent'),
    body: '{"on":true}',
  });
  const desk = { id, queue: 'q', caller: 'Ada', reason: SENTENCE };
  expect((await backend.post(`/api/calls/${session_id}/desk`, desk)).status).toBeLessThan(300);
  return {
    session_id: [session_id],
    message_id: [message_id],
    callback_id: [callback_id],
    id: [id],
    slug: ['front-desk', 'billing'],
    character: ['front-desk'],
    'if-match': ['"1"', '*', '1'],
    version: [1, 2],
    number: ['+14155550132'],
  };
}

/** A request is answered, and its stream, if it is one, let go. */
async function ask({ method }: Told, { path, headers, body: content }: Asked, shown: object) {
  const answer = await backend.app.request(path, {
    method,
    headers: { ...headers, ...shown },
    ...(content !== undefined && { body: content }),
  });
  const type = answer.headers.get('Content-Type') ?? '';
  const streams = type.startsWith('text/event-stream');
  const text = streams ? '' : await answer.text();
  if (streams) await answer.body?.cancel();
  return { status: answer.status, type, text };
}

interface Who {
  name: string;
  shown: object;
  role?: Role;
  service?: boolean;
}
const NOBODY: Who = { name: 'nobody', shown: {} };

/** Whoever may, and everybody else. */
async function who(): Promise<Who[]> {
  const { token } = await backend.newSession();
  const signed = await Promise.all(
    ROLES.map(async (role) => ({ role, headers: await backend.signIn(`an-${role}`) })),
  );
  return [
    NOBODY,
    { name: 'a caller', shown: { Authorization: `Bearer ${token}` } },
    { name: 'a caller with a key', shown: { 'X-API-Key': token } },
    { name: 'the worker', shown: { 'X-API-Key': SERVICE_KEY }, service: true },
    ...signed.map(({ role, headers }) => {
      const { Cookie, Origin } = headers;
      const shown = { Cookie, Origin, 'X-CSRF-Token': headers['X-CSRF-Token'] };
      return { name: role, shown, role };
    }),
    ...signed.map(({ role, headers: { Cookie } }) => ({
      name: `${role} from another page`,
      shown: { Cookie, Origin: 'https://elsewhere.example' },
    })),
  ];
}

/** By the document's `security` and the table of roles. */
function mayAsk({ method, path, by }: Told, { role, service = false, name }: Who): boolean {
  if (by.length === 0) return true;
  if (by.includes('service')) return service;
  if (role) return mayAs(role, roleFor(method, path));
  // A page that only makes a browser look is told nothing: it cannot read the answer.
  const from = ROLES.find((one) => name.startsWith(`${one} from`));
  return from !== undefined && method === 'GET' && mayAs(from, roleFor(method, path));
}

const isDone = ({ path }: Told) => path === '/api/sign-out';

describe(
  'every route of the document, asked with what fits, nearly fits and does not',
  { timeout: ASKING_MS },
  () => {
    it('answers with no fault of ours, and refuses in one form', async () => {
      for (const told of routes.filter((one) => !isDone(one))) {
        const { shown } =
          everybody.find((one) => mayAsk(told, one) && told.by.length > 0) ?? NOBODY;
        await fc.assert(
          fc.asyncProperty(requestsTo(told, known), async (asked) => {
            const { status, type, text } = await ask(told, asked, shown);
            expect([told.method, told.path, status < 500, text]).toEqual([
              told.method,
              told.path,
              true,
              text,
            ]);
            if (status >= 400) {
              expect(type).toBe('application/problem+json');
              expect(JSON.parse(text)).toMatchObject({ status, code: expect.any(String) });
            }
          }),
          { numRuns: Number(process.env['BATON_FUZZ_RUNS'] ?? 25) },
        );
      }
      expect(faults).toEqual([]);
    });

    it('answers whom it should and nobody else', async () => {
      for (const told of routes.filter((one) => !isDone(one)))
        for (const one of everybody) {
          const may = mayAsk(told, one);
          await fc.assert(
            fc.asyncProperty(requestsTo(told, known), async (asked) => {
              const { status, text } = await ask(told, asked, one.shown);
              const code = status >= 400 ? (JSON.parse(text) as { code: string }).code : '';
              const turnedAway = ['unauthorized', 'forbidden_role', 'forged'].includes(code);
              // An address that cannot be is refused before it is looked at who asks.
              if (told.by.length > 0 && !asked.path.includes('%00'))
                expect([told.method, told.path, one.name, turnedAway]).toEqual([
                  told.method,
                  told.path,
                  one.name,
                  !may,
                ]);
            }),
            { numRuns: may ? 2 : 3 },
          );
        }
    });

    it('tells a browser no key, no prompt, and nothing of a call to whoever may not see it', async () => {
      const browsers = everybody.filter(({ service }) => !service);
      for (const told of routes.filter((one) => !isDone(one)))
        for (const one of browsers) {
          await fc.assert(
            fc.asyncProperty(requestsTo(told, known), async (asked) => {
              const { text } = await ask(told, asked, one.shown);
              const shown = SECRETS.filter((secret) => text.includes(secret));
              const prompts = TEXTS.test(told.path) && mayAsk(told, one) ? [] : [PROMPT];
              const words = mayAsk(told, one) && told.by.length > 0 ? [] : [SENTENCE];
              const seen = [...shown, ...[...prompts, ...words].filter((it) => text.includes(it))];
              expect([told.path, one.name, seen]).toEqual([told.path, one.name, []]);
            }),
            { numRuns: 2 },
          );
        }
    });

    it('is one of those that are told: nothing is answered beside the document', async () => {
      const told = new Set(routes.map(({ method, path }) => `${method} ${path}`));
      const routed = backend.app.routes
        .filter(({ method, path }) => method !== 'ALL' && path.startsWith('/api/'))
        .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`);
      // The worker's contract has it with and without the last slash.
      const twice = 'GET /api/agents/{slug}/handoff-metadata';
      expect([...new Set(routed)].filter((one) => !told.has(one))).toEqual([twice]);
      expect(routed.length).toBeGreaterThan(40);
      expect((await body(await backend.app.request('/api/nothing'))).code).toBe('not_found');
    });
  },
);
