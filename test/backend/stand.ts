import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createApp } from '../../backend/app.ts';
import type { AppDeps } from '../../backend/app-deps.ts';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import { Casts } from '../../backend/casts.ts';
import { leaseBell } from '../../backend/lease-bell.ts';
import { liveKit } from '../../backend/livekit.ts';
import { hashPassword } from '../../backend/operators/password.ts';
import { withFingerprint, type Roster } from '../../backend/operators/roster.ts';
import { SpeakingNow } from '../../backend/speaking-now.ts';
import { openOver } from '../../backend/store/embedded.ts';
import { openPostgres } from '../../backend/store/postgres.ts';
import type { Store } from '../../backend/store/store.ts';
import { readEnv } from '../../config/env.ts';
import { createLog } from '../../config/log.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';
import type { SessionBundle } from '../../protocol/bundle.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import type { Me } from '../../protocol/operator.ts';
import type { SessionResponse } from '../../protocol/session.ts';
import { characterFolder, characterText } from '../fakes/character-folder.ts';
import { guarded } from './guarded-store.ts';
import { storeInMemory } from './store-template.ts';

export const SERVICE_KEY = 'service-key-of-the-tests';
export const OPERATOR_TOKEN = 'operator-token-of-the-tests';
export const SESSION_KEY = 'session-key-of-the-tests';
export const LIVEKIT_KEYS = {
  LIVEKIT_API_KEY: 'devkey',
  LIVEKIT_API_SECRET: 'a-secret-of-thirty-two-characters-or-more',
};
export const worker = { 'X-API-Key': SERVICE_KEY, 'Content-Type': 'application/json' };
/** As a browser sends it. */
export const FROM_OUR_PAGE = { Origin: 'http://localhost', 'Content-Type': 'application/json' };
export const operator = { Authorization: `Bearer ${OPERATOR_TOKEN}` };

/** A store of its own: Postgres 18 in memory, or a new database at TEST_DATABASE_URL. */
export async function testStore(): Promise<Store> {
  const server = process.env['TEST_DATABASE_URL'];
  if (server === undefined) return guarded(await openOver(await storeInMemory()));
  const name = `baton_${randomUUID().replaceAll('-', '')}`;
  const admin = new pg.Client(server);
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return guarded(await openPostgres(url.href, createLog('test', 'silent')));
}

/** One of each role, all with the same password; tests take them off or change them. */
export const PASSWORD = 'correct horse battery';
const hash = hashPassword(PASSWORD);
export async function testRoster() {
  const password = await hash;
  const operators = new Map(
    (['agent', 'operator', 'admin'] as const).map((role) => {
      const name = `an-${role}`;
      return [name, withFingerprint({ name, role, password })];
    }),
  );
  const roster: Roster = {
    find: (name) => Promise.resolve(operators.get(name)),
    decoy: () => password,
  };
  return { operators, roster };
}

export { characterFolder, characterText };

export const CAST = {
  'front-desk.md': characterText(
    'Riley',
    'appearance: { color: "#2563eb" }\nhandoff_targets: [{ slug: billing }, { slug: elsewhere }, { slug: asleep }]\n',
    'A secret prompt.',
  ),
  'billing.md': characterText('Billing', 'variables: { account_id: { type: string } }\n'),
  'technical.md': characterText(
    'Technical',
    'routing_config: { primary_for_numbers: ["+15105550124"] }\ntransfer_targets: [{ label: Sales, method: livekit_sip_refer, type: phone_number, value: "+14155550132" }]\n',
  ),
  'elsewhere.md': characterText('Elsewhere', 'workspace: other\n'),
  'asleep.md': characterText('Asleep', 'enabled: false\n'),
};

export type Stand = Awaited<ReturnType<typeof stand>>;

/** A backend without a socket over a store, with the cast of the tests. */
export async function stand(store: Store, changes: Partial<AppDeps> = {}) {
  const faults: string[] = [];
  const log = createLog('test', 'error', { write: (line) => void faults.push(line) });
  const folder = characterFolder(CAST);
  await importFolder(folder.dir, store, log).finally(folder.remove);
  const stopping = new AbortController();
  const { operators, roster } = await testRoster();
  const app = createApp({
    store,
    log,
    livekit: liveKit(readEnv(LIVEKIT_KEYS)),
    bell: leaseBell(),
    casts: new Casts(),
    speaking: new SpeakingNow(),
    serviceKey: SERVICE_KEY,
    operatorToken: OPERATOR_TOKEN,
    roster,
    sessionKey: SESSION_KEY,
    frontDesk: 'front-desk',
    dialing: DialingPolicy.parse({
      headers: { in: ['x-account-id'], out: [{ from: 'x-account-id', as: 'X-Account-Id' }] },
      countries: ['US'],
      outbound_trunk: 'ST_out',
      outbound_hosts: ['pbx.example.com'],
    }),
    mostCalls: 1000,
    allowedOrigins: [],
    webRoot: 'dist/no-such-pages',
    sessionsPerMinute: 1000,
    stopping: stopping.signal,
    now: () => new Date(),
    ...changes,
  });
  const post = (path: string, body: unknown, headers: Record<string, string> = worker) =>
    app.request(path, { method: 'POST', headers, body: JSON.stringify(body) });
  const unexpected = async (answer: Response) =>
    new Error([await answer.text(), ...faults].join('\n'));
  const openCall = async (request: object = {}) => {
    const answer = await post('/api/calls', { room: 'room', channel: 'console', ...request });
    if (answer.status !== 200) throw await unexpected(answer);
    return (await answer.json()) as SessionBundle;
  };
  const newSession = async (request: object = {}) => {
    const answer = await post('/api/sessions', request, { 'Content-Type': 'application/json' });
    if (answer.status !== 200) throw await unexpected(answer);
    return (await answer.json()) as SessionResponse;
  };
  /** What the console's page sends once somebody has signed in. */
  const signIn = async (name: string, password = PASSWORD) => {
    const answer = await post('/api/sign-in', { name, password }, FROM_OUR_PAGE);
    if (answer.status !== 200) throw await unexpected(answer);
    const [cookie = ''] = answer.headers.get('set-cookie')!.split(';');
    const { csrf_token } = (await answer.json()) as Me;
    return { ...FROM_OUR_PAGE, Cookie: cookie, 'X-CSRF-Token': csrf_token! };
  };
  return { app, log, stopping, store, post, openCall, newSession, signIn, operators };
}

/** The JSON of an answer, unchecked. */
export async function body(answer: Response): Promise<any> {
  return answer.json();
}

/** Claims of a JWT, unchecked. */
export function claims(token: string): any {
  return JSON.parse(Buffer.from(token.split('.')[1]!, 'base64url').toString());
}

let seq = 0;

/** An event with whatever is not said filled in; `seq` grows from call to call. */
export function event(fields: Record<string, unknown> & { type: CallEvent['type'] }): CallEvent {
  const at = '2026-01-01T10:00:00.000Z';
  return { id: randomUUID(), epoch: 1, seq: seq++, at, ...fields } as unknown as CallEvent;
}

export function turn(text: string, fields: Record<string, unknown> = {}): CallEvent {
  return event({ type: 'turn', role: 'caller', text, character: 'front-desk', ...fields });
}

export function committed(
  from: string,
  to: string,
  fields: Record<string, unknown> = {},
): CallEvent {
  const attempt_id = randomUUID();
  const waterfall = { decision: 0 };
  return event({ type: 'handoff_committed', attempt_id, from, to, waterfall, ...fields });
}
