import { createHmac, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { AuditPage } from '../../protocol/audit.ts';
import { mayAs, ROLES, type Role } from '../../protocol/operator.ts';
import {
  body,
  FROM_OUR_PAGE,
  operator,
  OPERATOR_TOKEN,
  PASSWORD,
  SERVICE_KEY,
  SESSION_KEY,
  stand,
  testStore,
  type Stand,
} from './stand.ts';
import { roleFor } from './who-may.ts';

let store: Store;
let backend: Stand;
let now = new Date();

beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  now = new Date();
  backend = await stand(store, { now: () => now });
});

type Headers = Record<string, string>;
interface Route {
  method: string;
  path: string;
  changes: boolean;
  role: Role;
}

/** Every route behind the door, as the backend itself describes them. */
async function routesBehindTheDoor(): Promise<Route[]> {
  const { paths } = await body(await backend.app.request('/openapi.json'));
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, { security?: object[] }>)
      .filter(([, { security }]) => security?.some((one) => 'session' in one))
      .map(([verb]) => {
        const method = verb.toUpperCase();
        const role = roleFor(method, path);
        const changes = method !== 'GET';
        return { method, path: path.replace(/\{\w+\}/g, randomUUID()), changes, role };
      }),
  );
}

const ask = ({ method, path }: Route, headers: Headers) =>
  backend.app.request(path, { method, headers, ...(method !== 'GET' && { body: '{}' }) });

/** Asks every route; the refusals that came, as `status code`. */
async function everywhere(headers: Headers, routes: readonly Route[]): Promise<string[]> {
  const seen = await Promise.all(
    routes.map(async (route) => {
      const answer = await ask(route, headers);
      return `${answer.status} ${(await body(answer)).code}`;
    }),
  );
  return [...new Set(seen)];
}

const cookieOf = ({ Cookie }: Headers) => ({ ...FROM_OUR_PAGE, Cookie: Cookie! });

/** As ours, but signed by somebody who does not have the key. */
function forgedCookie(): string {
  const id = Buffer.from(randomUUID()).toString('base64url');
  const signature = createHmac('sha256', 'a guess').update(id).digest('base64');
  return `baton_operator=${encodeURIComponent(`${id}.${signature}`)}`;
}

describe('every route behind the door', () => {
  it('is known here: none is added without a thought about who may ask', async () => {
    const routes = await routesBehindTheDoor();
    expect(routes.length).toBeGreaterThan(20);
    const { paths } = await body(await backend.app.request('/openapi.json'));
    const open = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods as Record<string, { security?: object[] }>)
        .filter(([, { security }]) => !security)
        .map(([verb]) => `${verb.toUpperCase()} ${path}`),
    );
    expect(open.sort()).toEqual([
      'GET /api/oidc/callback',
      'GET /api/oidc/start',
      'GET /api/sign-in',
      'GET /healthz',
      'POST /api/livekit/webhook',
      'POST /api/sessions',
      'POST /api/sign-in',
    ]);
  });

  it('refuses whoever shows nothing', async () => {
    const routes = await routesBehindTheDoor();
    expect(await everywhere({}, routes)).toEqual(['401 unauthorized']);
    expect(await everywhere(FROM_OUR_PAGE, routes)).toEqual(['401 unauthorized']);
  });

  it('refuses a caller’s room token and the service key, as a bearer and as a cookie', async () => {
    const { token } = await backend.newSession();
    const routes = await routesBehindTheDoor();
    for (const secret of [token, SERVICE_KEY]) {
      const shown = [
        { Authorization: `Bearer ${secret}` },
        { 'X-API-Key': secret },
        { ...FROM_OUR_PAGE, Cookie: `baton_operator=${secret}` },
      ];
      for (const headers of shown)
        expect(await everywhere(headers, routes)).toEqual(['401 unauthorized']);
    }
  });

  it('refuses a forged cookie, also one that carries a good session', async () => {
    const routes = await routesBehindTheDoor();
    const admin = await backend.signIn('an-admin');
    const [id] = decodeURIComponent(admin.Cookie.split('=')[1]!).split('.');
    const signature = createHmac('sha256', 'a guess').update(id!).digest('base64');
    const cookies = [
      forgedCookie(),
      `baton_operator=${id}`,
      `baton_operator=${encodeURIComponent(`${id}.${signature}`)}`,
    ];
    for (const Cookie of cookies)
      expect(await everywhere({ ...admin, Cookie }, routes)).toEqual(['401 unauthorized']);
  });

  it('refuses a cookie with one letter changed, wherever that is', async () => {
    const admin = await backend.signIn('an-admin');
    const [name, value = ''] = admin.Cookie.split('=');
    const text = decodeURIComponent(value);
    const routes = (await routesBehindTheDoor()).slice(0, 2);
    for (const at of [0, 20, text.indexOf('.') - 1, text.indexOf('.') + 1, text.length - 3]) {
      const changed = `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`;
      const Cookie = `${name}=${encodeURIComponent(changed)}`;
      expect(await everywhere({ ...admin, Cookie }, routes)).toEqual(['401 unauthorized']);
    }
  });

  it('refuses a cookie whose time is over', async () => {
    const routes = await routesBehindTheDoor();
    const admin = await backend.signIn('an-admin');
    now = new Date(now.getTime() + 13 * 3_600_000);
    expect(await everywhere(admin, routes)).toEqual(['401 unauthorized']);
  });

  it('that changes something refuses a cookie without its token, or from another page', async () => {
    const routes = (await routesBehindTheDoor()).filter((route) => route.changes);
    const admin = await backend.signIn('an-admin');
    const other = await backend.signIn('an-operator');
    const wrong: Headers[] = [
      cookieOf(admin),
      { ...admin, 'X-CSRF-Token': '' },
      { ...admin, 'X-CSRF-Token': other['X-CSRF-Token'] },
      { ...admin, Origin: 'https://elsewhere.example' },
      { Cookie: admin.Cookie, 'X-CSRF-Token': admin['X-CSRF-Token'] },
    ];
    for (const headers of wrong) expect(await everywhere(headers, routes)).toEqual(['403 forged']);
  });

  it('refuses whose role is too small, and nobody else', async () => {
    for (const route of await routesBehindTheDoor()) {
      if (route.path === '/api/sign-out') continue;
      for (const role of ROLES) {
        const answer = await ask(route, await signedIn(role));
        const refused = answer.status === 403 && (await body(answer.clone())).code;
        const wanted = mayAs(role, route.role) ? false : 'forbidden_role';
        expect([route.method, route.path, role, refused]).toEqual([
          route.method,
          route.path,
          role,
          wanted,
        ]);
        await answer.body?.cancel();
      }
    }
  });

  const signed = new Map<string, Headers>();
  async function signedIn(role: Role): Promise<Headers> {
    const known = signed.get(role) ?? (await backend.signIn(`an-${role}`));
    signed.set(role, known);
    return known;
  }
});

describe('a sign-in', () => {
  const signIn = (name: string, password: string, headers: Headers = FROM_OUR_PAGE) =>
    backend.post('/api/sign-in', { name, password }, headers);

  it('gives a cookie that no script reads and no other site sends', async () => {
    const answer = await signIn('an-operator', PASSWORD);
    expect(await body(answer)).toMatchObject({ name: 'an-operator', role: 'operator' });
    const cookie = answer.headers.get('set-cookie');
    expect(cookie).toMatch(/^baton_operator=.*HttpOnly/);
    expect(cookie).toContain('SameSite=Strict');
    expect(cookie).not.toContain('Secure');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('over https gives one for this host alone, and reads no other', async () => {
    const https = { ...FROM_OUR_PAGE, 'X-Forwarded-Proto': 'https' };
    const answer = await signIn('an-operator', PASSWORD, https);
    const cookie = answer.headers.get('set-cookie')!;
    expect(cookie).toMatch(/^__Host-baton_operator=/);
    expect(cookie).toContain('Secure');
    const me = (headers: Headers) => backend.app.request('/api/me', { headers });
    const [pair = ''] = cookie.split(';');
    expect((await me({ ...https, Cookie: pair })).status).toBe(200);
    expect((await me({ ...https, Cookie: pair.replace('__Host-', '') })).status).toBe(401);
  });

  it('is refused in the same words for a wrong name and a wrong password', async () => {
    const name = await signIn('nobody', PASSWORD);
    const password = await signIn('an-admin', 'not the password');
    expect([name.status, password.status]).toEqual([401, 401]);
    expect(await body(name)).toEqual(await body(password));
    expect(name.headers.get('set-cookie')).toBeNull();
  });

  it('is refused from another site’s page', async () => {
    for (const Origin of ['https://elsewhere.example', 'null']) {
      const answer = await signIn('an-admin', PASSWORD, { ...FROM_OUR_PAGE, Origin });
      expect([answer.status, (await body(answer)).code]).toEqual([403, 'forged']);
    }
  });

  it('is refused after too many wrong passwords for a name, the right one too', async () => {
    for (let n = 0; n < 10; n += 1)
      expect((await signIn('an-admin', `guess ${n}`)).status).toBe(401);
    const answer = await signIn('an-admin', PASSWORD);
    expect([answer.status, (await body(answer)).code]).toEqual([429, 'rate_limited']);
    expect((await signIn('an-operator', PASSWORD)).status).toBe(200);
  });

  it('is refused after too many from one address, whatever the names', async () => {
    const there = { ...FROM_OUR_PAGE, 'X-Forwarded-For': '203.0.113.9' };
    for (let n = 0; n < 20; n += 1)
      expect((await signIn(`name-${n}`, 'a guess', there)).status).toBe(401);
    expect((await signIn('an-operator', PASSWORD, there)).status).toBe(429);
    expect((await signIn('an-operator', PASSWORD)).status).toBe(200);
  });

  it('ends with the sign-out, also for a copy of the cookie', async () => {
    const headers = await backend.signIn('an-operator');
    const out = await backend.app.request('/api/sign-out', { method: 'POST', headers });
    expect(out.status).toBe(204);
    expect(out.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await backend.app.request('/api/me', { headers })).status).toBe(401);
  });

  it('ends when the operator is taken off the list or gets another password or role', async () => {
    const { operators } = backend;
    const before = new Map(operators);
    const changes: ((name: string) => void)[] = [
      (name) => operators.delete(name),
      (name) => operators.set(name, { ...before.get(name)!, fingerprint: 'another' }),
    ];
    for (const change of changes) {
      operators.set('an-operator', before.get('an-operator')!);
      const headers = await backend.signIn('an-operator');
      expect((await backend.app.request('/api/me', { headers })).status).toBe(200);
      change('an-operator');
      expect((await backend.app.request('/api/me', { headers })).status).toBe(401);
    }
  });

  it('holds through a restart of the backend, and not under another key', async () => {
    const headers = await backend.signIn('an-operator');
    const again = await stand(store);
    expect((await again.app.request('/api/me', { headers })).status).toBe(200);
    const other = await stand(store, { sessionKey: `${SESSION_KEY}-of-somebody-else` });
    expect((await other.app.request('/api/me', { headers })).status).toBe(401);
  });
});

describe('the audit', () => {
  const audit = async (query = '') => {
    const answer = await backend.app.request(`/api/audit${query}`, { headers: operator });
    return AuditPage.parse(await answer.json()).entries;
  };

  it('has who did what on what, when, and what came of it', async () => {
    const headers = await backend.signIn('an-operator');
    const id = randomUUID();
    await backend.app.request(`/api/messages/${id}/done`, { method: 'POST', headers });
    await backend.app.request('/api/audit', { headers });
    const entries = await audit('?limit=3');
    expect(entries).toMatchObject([
      { who: 'an-operator', act: 'GET /api/audit', outcome: 'forbidden_role' },
      {
        who: 'an-operator',
        role: 'operator',
        act: 'POST /api/messages/{message_id}/done',
        on: id,
        outcome: 'unknown_message',
        at: now.toISOString(),
      },
      { who: 'an-operator', act: 'POST /api/sign-in', outcome: 'done' },
    ]);
  });

  it('has the bearer token’s acts under its own name', async () => {
    const headers = { Authorization: `Bearer ${OPERATOR_TOKEN}` };
    await backend.app.request('/api/trunks/ST_x/refer-refusal', { method: 'DELETE', headers });
    expect((await audit('?limit=1'))[0]).toMatchObject({
      who: 'token',
      on: 'ST_x',
      outcome: 'done',
    });
  });

  it('has a refused sign-in without what was typed as a name', async () => {
    await backend.post('/api/sign-in', { name: PASSWORD, password: 'x' }, FROM_OUR_PAGE);
    await backend.post('/api/sign-in', { name: 'an-admin', password: 'x' }, FROM_OUR_PAGE);
    expect(await audit('?limit=2')).toMatchObject([
      { who: 'an-admin', role: null, outcome: 'wrong_credentials' },
      { who: null, role: null, outcome: 'wrong_credentials' },
    ]);
  });

  it('cannot be changed or shortened by a statement of ours', async () => {
    await backend.signIn('an-operator');
    const before = await audit();
    await store.run((db) => sql`update audit set who = 'somebody else'`.execute(db));
    await store.run((db) => sql`delete from audit`.execute(db));
    expect(await audit()).toEqual(before);
  });

  it('is read page by page', async () => {
    for (let n = 0; n < 3; n += 1) await backend.signIn('an-operator');
    const first = await body(
      await backend.app.request('/api/audit?limit=2', { headers: operator }),
    );
    const second = await audit(`?limit=2&before=${first.next}`);
    expect(second[0]!.id).toBe(first.entries[1].id - 1);
  });
});
