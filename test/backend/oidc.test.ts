import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { singleSignOn } from '../../backend/operators/single-sign-on.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import type { OidcSettings } from '../../config/oidc-env.ts';
import { AuditPage } from '../../protocol/audit.ts';
import type { SignInRefusal } from '../../protocol/operator.ts';
import { CLIENT_ID, CLIENT_SECRET, testProvider, type TestProvider } from './openid-provider.ts';
import { body, FROM_OUR_PAGE, operator, stand, type Stand, testStore } from './stand.ts';

const PUBLIC_URL = 'http://localhost';
const ADA = { sub: '1', preferred_username: 'ada', roles: ['staff', 'baton-admin'] };

let store: Store;
let provider: TestProvider;
let backend: Stand;
let now = new Date();
const lines: string[] = [];
const log = createLog('test', 'info', { write: (line) => void lines.push(line) });

beforeAll(async () => {
  store = await testStore();
  provider = await testProvider(`${PUBLIC_URL}/api/oidc/callback`);
});
afterAll(async () => {
  await provider.close();
  await store.close();
});
beforeEach(async () => {
  now = new Date();
  lines.length = 0;
  provider.is(ADA);
  provider.forges(null);
  backend = await stand(store, { now: () => now, oidc: signOn() });
});

const signOn = (changes: Partial<OidcSettings> = {}) =>
  singleSignOn(
    {
      issuer: provider.issuer,
      clientId: CLIENT_ID,
      clientSecret: CLIENT_SECRET,
      publicUrl: PUBLIC_URL,
      label: 'Example ID',
      nameClaims: ['preferred_username', 'email'],
      rolesClaim: 'roles',
      roleMap: [
        { claimed: 'support', role: 'agent' },
        { claimed: 'baton-admin', role: 'admin' },
      ],
      ...changes,
    },
    log,
  );

/** A cookie as the browser sends it back; undefined where it was told to forget it. */
function cookieIn(answer: Response, name: string): string | undefined {
  const line = answer.headers.getSetCookie().find((one) => one.startsWith(`${name}=`));
  return line === undefined || line.includes('Max-Age=0') ? undefined : line.split(';', 1)[0];
}

/** From our page to the provider and back again, up to the callback. */
async function trip(at: Stand = backend) {
  const start = await at.app.request('/api/oidc/start');
  const to = start.headers.get('location')!;
  const Cookie = cookieIn(start, 'baton_oidc') ?? '';
  return { to, Cookie, back: await provider.visit(new URL(to, PUBLIC_URL).href) };
}

const arrive = (back: URL, Cookie: string, at: Stand = backend) =>
  at.app.request(`${back.pathname}${back.search}`, { headers: { Cookie } });

async function come(at: Stand = backend): Promise<Response> {
  const { back, Cookie } = await trip(at);
  return arrive(back, Cookie, at);
}

const me = (Cookie: string, at: Stand = backend) =>
  at.app.request('/api/me', { headers: { Cookie } });

/** Where the browser is sent to, and whether it has a session. */
const outcome = (answer: Response) => [
  answer.status,
  answer.headers.get('location'),
  cookieIn(answer, 'baton_operator') !== undefined,
];
const refusedAs = (code: SignInRefusal) => [302, `/console?sign-in=${code}`, false];

async function audit(limit: number) {
  const answer = await backend.app.request(`/api/audit?limit=${limit}`, { headers: operator });
  return AuditPage.parse(await answer.json()).entries;
}

describe('somebody whom the provider vouches for', () => {
  it('with a mapped role is signed in and has that role', async () => {
    const answer = await come();
    expect(outcome(answer)).toEqual([302, '/console', true]);
    const session = cookieIn(answer, 'baton_operator')!;
    expect(answer.headers.get('set-cookie')).toContain('SameSite=Strict');
    expect(await body(await me(session))).toMatchObject({ name: 'oidc:ada', role: 'admin' });
    const asAdmin = await backend.app.request('/api/audit', { headers: { Cookie: session } });
    expect(asAdmin.status).toBe(200);
    expect(await audit(1)).toMatchObject([
      { who: 'oidc:ada', role: 'admin', act: 'GET /api/oidc/callback', outcome: 'done' },
    ]);
  });

  it('has the greatest of several roles, and one that is a word of its own', async () => {
    provider.is({ ...ADA, sub: '2', roles: ['baton-admin', 'support'] });
    const both = cookieIn(await come(), 'baton_operator')!;
    expect(await body(await me(both))).toMatchObject({ role: 'admin' });
    provider.is({ ...ADA, sub: '3', roles: 'support' });
    const agent = cookieIn(await come(), 'baton_operator')!;
    expect(await body(await me(agent))).toMatchObject({ role: 'agent' });
    const refused = await backend.app.request('/api/calls', { headers: { Cookie: agent } });
    expect((await body(refused)).code).toBe('forbidden_role');
  });

  it('has the role of the ID token, whatever the provider tells besides', async () => {
    provider.is({ ...ADA, sub: '12', roles: 'support' });
    provider.forges({ claims: (all) => ({ ...all, roles: ['baton-admin'] }) });
    const session = cookieIn(await come(), 'baton_operator')!;
    expect(await body(await me(session))).toMatchObject({ name: 'oidc:ada', role: 'admin' });
  });

  it('without a mapped role is refused, and the audit says who', async () => {
    for (const [sub, roles] of [
      ['4', ['staff']],
      ['5', undefined],
      ['6', 'baton-admin,support'],
      ['7', { 'baton-admin': true }],
    ] as const) {
      provider.is({ ...ADA, sub, roles });
      expect(outcome(await come())).toEqual(refusedAs('no_role'));
    }
    expect(await audit(1)).toMatchObject([{ who: 'oidc:ada', role: null, outcome: 'no_role' }]);
  });

  it('without a name has an address, unless the provider doubts it', async () => {
    const nameless = { roles: 'support', email: 'ada@example.com' };
    provider.is({ ...nameless, sub: '8', email_verified: true });
    const session = cookieIn(await come(), 'baton_operator')!;
    expect(await body(await me(session))).toMatchObject({ name: 'oidc:ada@example.com' });
    provider.is({ ...nameless, sub: '9', email_verified: false });
    expect(outcome(await come())).toEqual(refusedAs('no_name'));
    provider.is({ sub: '10', roles: 'support', preferred_username: 'a\u202ead' });
    expect(outcome(await come())).toEqual(refusedAs('no_name'));
  });

  it('may decline, and nobody is signed in', async () => {
    provider.is(null);
    expect(outcome(await come())).toEqual(refusedAs('denied'));
    expect(await audit(1)).toMatchObject([{ who: null, role: null, outcome: 'denied' }]);
  });

  it('is not the local operator of the same name', async () => {
    provider.is({ ...ADA, sub: '11', preferred_username: 'an-admin', roles: 'support' });
    const session = cookieIn(await come(), 'baton_operator')!;
    expect(await body(await me(session))).toMatchObject({ name: 'oidc:an-admin', role: 'agent' });
    backend.operators.delete('an-admin');
    expect((await me(session)).status).toBe(200);
    expect(await audit(1)).toMatchObject([{ who: 'oidc:an-admin', role: 'agent' }]);
  });
});

describe('a session from a provider', () => {
  it('ends at the sign-out, also for a copy of the cookie', async () => {
    const Cookie = cookieIn(await come(), 'baton_operator')!;
    const { csrf_token } = await body(await me(Cookie));
    const headers = { ...FROM_OUR_PAGE, Cookie, 'X-CSRF-Token': csrf_token };
    const out = await backend.app.request('/api/sign-out', { method: 'POST', headers });
    expect(out.status).toBe(204);
    expect((await me(Cookie)).status).toBe(401);
  });

  it('lasts no longer than any other', async () => {
    const Cookie = cookieIn(await come(), 'baton_operator')!;
    now = new Date(now.getTime() + 12 * 3_600_000 - 1000);
    expect((await me(Cookie)).status).toBe(200);
    now = new Date(now.getTime() + 2000);
    expect((await me(Cookie)).status).toBe(401);
  });

  it('holds through a restart, and not with another map of roles or without the provider', async () => {
    const Cookie = cookieIn(await come(), 'baton_operator')!;
    const again = (oidc?: ReturnType<typeof signOn>) => stand(store, { oidc });
    expect((await me(Cookie, await again(signOn({ label: 'Another' })))).status).toBe(200);
    const roleMap = [{ claimed: 'baton-admin', role: 'agent' }] as const;
    expect((await me(Cookie, await again(signOn({ roleMap })))).status).toBe(401);
    expect((await me(Cookie, await again())).status).toBe(401);
  });
});

describe('what comes back', () => {
  it('with another state, or none, is refused', async () => {
    const { back, Cookie } = await trip();
    for (const state of ['another', '']) {
      const other = new URL(back);
      other.searchParams.set('state', state);
      expect(outcome(await arrive(other, Cookie))).toEqual(refusedAs('expired'));
    }
    const other = await trip();
    expect(outcome(await arrive(back, other.Cookie))).toEqual(refusedAs('expired'));
    const twice = new URL(back);
    twice.searchParams.append('state', 'another');
    expect(outcome(await arrive(twice, Cookie))).toEqual(refusedAs('unproven'));
  });

  it('to another browser, with an altered cookie or after ten minutes is refused', async () => {
    const { back, Cookie } = await trip();
    const altered = Cookie.replace(/=./, '=X');
    for (const cookie of ['', altered])
      expect(outcome(await arrive(back, cookie))).toEqual(refusedAs('expired'));
    now = new Date(now.getTime() + 10 * 60_000 + 1);
    expect(outcome(await arrive(back, Cookie))).toEqual(refusedAs('expired'));
  });

  it('a second time is refused, also with a copy of the cookie', async () => {
    const { back, Cookie } = await trip();
    const first = await arrive(back, Cookie);
    expect(first.headers.getSetCookie().join()).toMatch(/baton_oidc=;[^,]*Max-Age=0/);
    expect(outcome(first)).toEqual([302, '/console', true]);
    expect(outcome(await arrive(back, ''))).toEqual(refusedAs('expired'));
    expect(outcome(await arrive(back, Cookie))).toEqual(refusedAs('expired'));
  });

  it('from another issuer is refused before its code is used', async () => {
    const { back, Cookie } = await trip();
    back.searchParams.set('iss', 'https://elsewhere.example');
    expect(outcome(await arrive(back, Cookie))).toEqual(refusedAs('unproven'));
    back.searchParams.delete('iss');
    expect(outcome(await arrive(back, Cookie))).toEqual(refusedAs('unproven'));
  });

  it('with a token that is not for us, not for now or not from the provider is refused', async () => {
    const others = {
      nonce: { claims: (all: object) => ({ ...all, nonce: 'of another sign-in' }) },
      'no nonce': { claims: (all: object) => ({ ...all, nonce: undefined }) },
      audience: { claims: (all: object) => ({ ...all, aud: 'another client' }) },
      issuer: { claims: (all: object) => ({ ...all, iss: 'https://elsewhere.example' }) },
      old: { claims: (all: object) => ({ ...all, exp: 1 }) },
      signature: { key: 'another' },
      'unknown key': { key: 'another', header: { kid: 'another' } },
      unsigned: { header: { alg: 'none' } },
    } as const;
    for (const [what, forgery] of Object.entries(others)) {
      provider.forges(forgery);
      expect([what, ...outcome(await come())]).toEqual([what, ...refusedAs('unproven')]);
      expect(await audit(1)).toMatchObject([{ who: null, role: null, outcome: 'unproven' }]);
    }
    provider.forges({});
    expect(outcome(await come())).toEqual([302, '/console', true]);
  });
});

describe('the way to the provider', () => {
  it('has state, nonce and a code challenge, and a cookie for that way alone', async () => {
    const answer = await backend.app.request('/api/oidc/start');
    const to = new URL(answer.headers.get('location')!);
    expect(to.origin).toBe(provider.issuer);
    expect(Object.fromEntries(to.searchParams)).toMatchObject({
      response_type: 'code',
      client_id: CLIENT_ID,
      redirect_uri: 'http://localhost/api/oidc/callback',
      code_challenge_method: 'S256',
    });
    for (const one of ['state', 'nonce', 'code_challenge'])
      expect(to.searchParams.get(one)).toMatch(/^[\w-]{43}$/);
    const cookie = answer.headers.get('set-cookie')!;
    expect(cookie).toMatch(
      /^baton_oidc=.*; Max-Age=600; Path=\/api\/oidc; HttpOnly; SameSite=Lax$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  it('carries its cookie over https alone, where that is our address', async () => {
    const publicUrl = 'https://baton.example.com';
    const { app } = await stand(store, { oidc: signOn({ publicUrl }) });
    const answer = await app.request('/api/oidc/start');
    expect(answer.headers.get('set-cookie')).toMatch(/^__Secure-baton_oidc=.*; Secure/);
    const { searchParams } = new URL(answer.headers.get('location')!);
    expect(searchParams.get('redirect_uri')).toBe('https://baton.example.com/api/oidc/callback');
  });

  it('leads nowhere else, whatever the address says', async () => {
    const elsewhere = 'https://elsewhere.example';
    const query = ['redirect_uri', 'return_to', 'next', 'issuer']
      .map((name) => `${name}=${encodeURIComponent(elsewhere)}`)
      .join('&');
    const start = await backend.app.request(`/api/oidc/start?${query}`, {
      headers: { 'X-Forwarded-Host': 'elsewhere.example', Referer: elsewhere },
    });
    expect(start.headers.get('location')).not.toContain('elsewhere');
    const { back, Cookie } = await trip();
    const done = await arrive(new URL(`${back.href}&${query}`), Cookie);
    expect(outcome(done)).toEqual([302, '/console', true]);
  });

  it('tells of a refusal in our words only', async () => {
    const { back, Cookie } = await trip();
    const refused = new URL(back.origin + back.pathname);
    const text = '//elsewhere.example?<b>';
    for (const [name, value] of [
      ['state', back.searchParams.get('state')!],
      ['iss', provider.issuer],
      ['error', text],
      ['error_description', text],
      ['error_uri', text],
    ] as const)
      refused.searchParams.set(name, value);
    expect(outcome(await arrive(refused, Cookie))).toEqual(refusedAs('provider_away'));
  });

  it('is not there where no provider is configured', async () => {
    const plain = await stand(store);
    for (const path of ['/api/oidc/start', '/api/oidc/callback'])
      expect((await plain.app.request(path)).status).toBe(404);
    const offer = async (at: Stand): Promise<unknown> => body(await at.app.request('/api/sign-in'));
    expect(await offer(plain)).toEqual({ single_sign_on: null });
    expect(await offer(backend)).toEqual({ single_sign_on: { label: 'Example ID' } });
  });

  it('is closed after too many refusals from one address, for that address', async () => {
    const from = (address: string) =>
      backend.app.request('/api/oidc/callback', { headers: { 'X-Forwarded-For': address } });
    for (let n = 0; n < 20; n += 1)
      expect(outcome(await from('203.0.113.9'))).toEqual(refusedAs('expired'));
    expect(outcome(await from('203.0.113.9'))).toEqual(refusedAs('rate_limited'));
    const start = await backend.app.request('/api/oidc/start', {
      headers: { 'X-Forwarded-For': '203.0.113.9' },
    });
    expect(outcome(start)).toEqual(refusedAs('rate_limited'));
    expect(outcome(await from('203.0.113.10'))).toEqual(refusedAs('expired'));
    for (let n = 0; n < 25; n += 1)
      expect((await backend.app.request('/api/oidc/start')).headers.get('location')).toContain(
        provider.issuer,
      );
  });
});

describe('a provider that is away', () => {
  it('keeps nobody from starting, is told of, and is asked again', async () => {
    const gone = createServer();
    await new Promise<void>((done) => gone.listen(0, '127.0.0.1', done));
    const { port } = gone.address() as AddressInfo;
    await new Promise((done) => gone.close(done));
    const issuer = `http://127.0.0.1:${port}`;
    const away = await stand(store, { oidc: signOn({ issuer }) });
    for (let n = 0; n < 2; n += 1)
      expect(outcome(await away.app.request('/api/oidc/start'))).toEqual(
        refusedAs('provider_away'),
      );
    expect(await audit(1)).toMatchObject([
      { who: null, act: 'GET /api/oidc/start', outcome: 'provider_away' },
    ]);
    expect(lines.join('')).toContain('ECONNREFUSED');
    expect((await away.signIn('an-admin')).Cookie).toContain('baton_operator');
  });

  it('in the middle of a sign-in lets nobody in', async () => {
    const short = await testProvider(`${PUBLIC_URL}/api/oidc/callback`);
    const at = await stand(store, { oidc: signOn({ issuer: short.issuer }) });
    short.is(ADA);
    const start = await at.app.request('/api/oidc/start');
    const back = await short.visit(start.headers.get('location')!);
    await short.close();
    const answer = await arrive(back, cookieIn(start, 'baton_oidc')!, at);
    expect(outcome(answer)).toEqual(refusedAs('provider_away'));
  });

  it('is not asked before somebody signs in, and about itself only once', async () => {
    const fresh = await testProvider(`${PUBLIC_URL}/api/oidc/callback`);
    const at = await stand(store, { oidc: signOn({ issuer: fresh.issuer }) });
    await at.app.request('/api/sign-in');
    expect(fresh.asked()).toBe(0);
    await Promise.all([at.app.request('/api/oidc/start'), at.app.request('/api/oidc/start')]);
    expect(fresh.asked()).toBe(1);
    await fresh.close();
  });
});

it('nothing of a token, a code or a claim besides the name is in the log or the audit', async () => {
  provider.is({ ...ADA, sub: 'a-secret-subject', email: 'private@example.com' });
  const { back, Cookie } = await trip();
  await arrive(back, Cookie);
  provider.forges({ key: 'another' });
  await come();
  const told = lines.join('') + JSON.stringify(await audit(5));
  expect(told).toContain('A single sign-on has failed.');
  for (const secret of [
    back.searchParams.get('code')!,
    back.searchParams.get('state')!,
    CLIENT_SECRET,
    'a-secret-subject',
    'private@example.com',
    'eyJ',
    'staff',
  ])
    expect(told).not.toContain(secret);
});
