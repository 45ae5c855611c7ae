import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { CallRecord, CallSummary } from '../../protocol/call-record.ts';
import { body, operator, stand, type Stand, testStore, turn, worker } from './stand.ts';

let store: Store;
let backend: Stand;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

const get = (path: string, headers: Record<string, string> = operator) =>
  backend.app.request(path, { headers });

describe('an operator', () => {
  it('sees the calls that were opened, newest first, page by page', async () => {
    const opened: string[] = [];
    for (let call = 0; call < 5; call += 1) opened.push((await backend.openCall()).session_id);
    await backend.newSession();
    const seen: string[] = [];
    let path: string | undefined = '/api/calls?limit=2';
    while (path) {
      const { calls, next } = await body(await get(path));
      seen.push(...calls.map((call: unknown) => CallSummary.parse(call).session_id));
      path = next && `/api/calls?limit=2&before=${encodeURIComponent(next)}`;
    }
    expect(seen).toHaveLength(5);
    expect(new Set(seen)).toEqual(new Set(opened));
    const times = await Promise.all(
      seen.map(async (id) => (await body(await get(`/api/calls/${id}`))).started_at as string),
    );
    expect(times).toEqual([...times].sort().reverse());
  });

  it('sees one call with its timeline, as the contract says', async () => {
    const { session_id } = await backend.openCall();
    await backend.post(`/api/calls/${session_id}/events`, { events: [turn('Hello')] });
    const record = CallRecord.parse(await (await get(`/api/calls/${session_id}`)).json());
    expect(record.events).toMatchObject([{ type: 'turn', text: 'Hello', late: false }]);
    expect(record.result).toMatchObject({
      was_transferred: false,
      verdict: 'none',
      duration_ms: null,
      transcript: [{ role: 'caller', text: 'Hello' }],
    });
  });

  it('is refused a call that there is not, or that nobody has opened', async () => {
    const { session_id } = await backend.newSession();
    for (const id of [randomUUID(), 'x', session_id]) {
      const answer = await get(`/api/calls/${id}`);
      expect([answer.status, (await body(answer)).code]).toEqual([404, 'unknown_session']);
    }
  });

  it('is refused a page that is none', async () => {
    for (const query of ['limit=0', 'limit=201', 'limit=x', 'before=yesterday', 'before=a~b~c']) {
      const answer = await get(`/api/calls?${query}`);
      expect([answer.status, (await body(answer)).code]).toEqual([400, 'bad_request']);
    }
  });

  it('needs the operator’s token; the service key is none', async () => {
    const wrong = [{}, worker, { Authorization: 'Bearer x' }, { Authorization: 'Basic eDp5' }];
    for (const headers of wrong)
      for (const path of ['/api/calls', `/api/calls/${randomUUID()}`]) {
        const answer = await get(path, headers);
        expect([answer.status, (await body(answer)).code]).toEqual([401, 'unauthorized']);
        expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      }
  });
});

describe('the backend', () => {
  it('says that it is well after it has asked the store', async () => {
    expect(await (await get('/healthz')).json()).toEqual({ status: 'ok' });
  });

  it('says that something is wrong, and not what, when the store fails', async () => {
    const fail = () => Promise.reject(new Error('password of the database: hunter2'));
    const broken = { ...store, run: fail, transaction: fail, ping: fail };
    const { app } = await stand(store, { store: broken });
    for (const path of ['/healthz', '/api/calls']) {
      const answer = await app.request(path, { headers: operator });
      const text = await answer.text();
      expect([answer.status, JSON.parse(text).code]).toEqual([500, 'internal']);
      expect(text).not.toContain('hunter2');
    }
  });

  it('describes every route of its contract', async () => {
    const { paths } = await body(await get('/openapi.json'));
    expect(Object.keys(paths).sort()).toEqual([
      '/api/agents/{slug}/handoff-metadata/',
      '/api/audit',
      '/api/callbacks',
      '/api/callbacks/{callback_id}/cancel',
      '/api/callbacks/{callback_id}/now',
      '/api/callers',
      '/api/calls',
      '/api/calls/live',
      '/api/calls/outbound',
      '/api/calls/{session_id}',
      '/api/calls/{session_id}/commands',
      '/api/calls/{session_id}/desk',
      '/api/calls/{session_id}/desk/{id}/summary',
      '/api/calls/{session_id}/directory',
      '/api/calls/{session_id}/directory/{id}',
      '/api/calls/{session_id}/events',
      '/api/calls/{session_id}/lease',
      '/api/calls/{session_id}/messages/{message_id}/audio',
      '/api/calls/{session_id}/speaking',
      '/api/calls/{session_id}/transfer',
      '/api/characters',
      '/api/characters/{slug}',
      '/api/characters/{slug}/check',
      '/api/characters/{slug}/versions',
      '/api/characters/{slug}/versions/{version}',
      '/api/characters/{slug}/versions/{version}/restore',
      '/api/desk/duty',
      '/api/desk/queue',
      '/api/desk/{id}/claim',
      '/api/desk/{id}/complete',
      '/api/desk/{id}/return',
      '/api/desk/{id}/transcript',
      '/api/directory',
      '/api/directory.csv',
      '/api/directory/{id}',
      '/api/directory/{id}/restore',
      '/api/lines',
      '/api/livekit/webhook',
      '/api/me',
      '/api/messages',
      '/api/messages/{message_id}/deliver',
      '/api/messages/{message_id}/done',
      '/api/messages/{message_id}/undone',
      '/api/oidc/callback',
      '/api/oidc/start',
      '/api/sessions',
      '/api/sign-in',
      '/api/sign-out',
      '/api/trunks/{trunk}/refer-refusal',
      '/healthz',
    ]);
    const refused = paths['/api/agents/{slug}/handoff-metadata/'].get.responses;
    expect(Object.keys(refused)).toEqual(expect.arrayContaining(['401', '403', '404', '409']));
  });

  it('answers what it does not know with a problem', async () => {
    for (const path of ['/api/nothing', '/nothing.js', '/assets/nothing.js']) {
      const answer = await get(path);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
      expect([answer.status, (await body(answer)).code]).toEqual([404, 'not_found']);
    }
  });
});

describe('the built pages', () => {
  let root: string;
  let built: Stand;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'baton-web-'));
    for (const dir of ['assets', 'avatars']) mkdirSync(join(root, dir));
    writeFileSync(join(root, 'index.html'), '<h1>Shop</h1>');
    writeFileSync(join(root, 'widget.js'), 'widget()');
    writeFileSync(join(root, 'assets', 'client-1a2b.js'), 'client()');
    writeFileSync(join(root, 'avatars', 'riley.svg'), '<svg/>');
    built = await stand(store, { webRoot: root });
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  const file = (path: string) =>
    built.app.request(path, { headers: { Origin: 'https://shop.example' } });

  it('begin at / and are asked for again each time', async () => {
    const page = await file('/');
    expect(await page.text()).toBe('<h1>Shop</h1>');
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(page.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('have parts that a customer’s page may load, and keep for as long as is right', async () => {
    const kept = {
      '/widget.js': 'public, max-age=300',
      '/assets/client-1a2b.js': 'public, max-age=31536000, immutable',
      '/avatars/riley.svg': 'public, max-age=3600',
    };
    for (const [path, keep] of Object.entries(kept)) {
      const answer = await file(path);
      expect([path, answer.status]).toEqual([path, 200]);
      expect(answer.headers.get('cache-control')).toBe(keep);
      expect(answer.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
      expect(answer.headers.get('access-control-allow-origin')).toBe('*');
    }
  });

  it('are no way out of their folder', async () => {
    for (const path of ['/..%2f..%2fetc/passwd', '/assets/..%2f..%2fpackage.json'])
      expect((await file(path)).status).toBe(404);
  });

  it('say what to do when they are not built', async () => {
    const answer = await get('/');
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain('npm run build:web');
  });
});
