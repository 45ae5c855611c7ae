import { sign } from 'hono/jwt';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { body, claims, stand, type Stand, testStore } from './stand.ts';

const EMBED_SECRET = 'a-secret-of-the-embedder';
const json = { 'Content-Type': 'application/json' };
let store: Store;
let backend: Stand;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store, {
    embedSecret: EMBED_SECRET,
    allowedOrigins: ['https://shop.example'],
  });
});
afterAll(() => store.close());

const ask = (body: unknown, headers: Record<string, string> = {}) =>
  backend.post('/api/sessions', body, { ...json, ...headers });
const code = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return [answer.status, (await body(answer)).code as string];
};
const inAnHour = () => Math.floor(Date.now() / 1000) + 3600;

describe('a caller on a page', () => {
  it('gets a room and a token, and nothing of the prompt', async () => {
    const answer = await ask({});
    expect(answer.status).toBe(200);
    const text = await answer.clone().text();
    expect(text).not.toContain('secret prompt');
    expect(text).not.toContain('handoff_targets');
    expect(await answer.json()).toEqual({
      session_id: expect.any(String),
      url: 'ws://127.0.0.1:7880',
      token: expect.any(String),
      agent_name: 'Riley',
      appearance: { color: '#2563eb' },
    });
  });

  it('may speak, listen and type in that one room and do nothing else', async () => {
    const { token, session_id } = await backend.newSession();
    const { video, roomConfig, sub, name, exp, nbf, ...rest } = claims(token);
    expect(video).toEqual({
      roomJoin: true,
      room: expect.stringMatching(/^call-[0-9a-f-]{36}$/),
      canPublish: true,
      canPublishSources: ['microphone'],
      canSubscribe: true,
      canPublishData: true,
      canUpdateOwnMetadata: false,
      canSubscribeMetrics: false,
      canManageAgentSession: false,
    });
    expect(rest).toEqual({ iss: 'devkey' });
    expect(sub).toMatch(/^caller-[0-9a-f-]{36}$/);
    expect(name).toBe(sub);
    expect(exp - nbf).toBeLessThanOrEqual(600);
    expect(roomConfig.agents).toMatchObject([
      { agentName: 'baton', metadata: JSON.stringify({ session_id }) },
    ]);
  });

  it('never shares a room with another', async () => {
    const rooms = await Promise.all(
      [1, 2, 3].map(async () => claims((await backend.newSession()).token).video.room as string),
    );
    expect(new Set(rooms).size).toBe(3);
  });

  it('may ask for a character by its slug', async () => {
    expect(await backend.newSession({ character: 'billing' })).toMatchObject({
      agent_name: 'Billing',
    });
  });

  it('is told when there is no such character, or it is off', async () => {
    expect(await code(await ask({ character: 'nobody' }))).toEqual([404, 'unknown_character']);
    expect(await code(await ask({ character: 'asleep' }))).toEqual([409, 'character_disabled']);
  });

  it('is told where the request is wrong and what was expected', async () => {
    const answer = await ask({ character: 'No Slug', user: { name: ['x'] } });
    expect(answer.status).toBe(400);
    const { code: stable, errors } = await body(answer);
    expect(stable).toBe('bad_request');
    expect(errors).toMatchObject([{ path: 'character' }, { path: 'user.name' }]);
  });

  it('is refused a body that is no JSON, or none', async () => {
    const send = (body: string, headers = json) =>
      backend.app.request('/api/sessions', { method: 'POST', headers, body });
    expect(await code(await send('{'))).toEqual([400, 'bad_request']);
    expect(await code(await send('a=1', { 'Content-Type': 'text/plain' }))).toEqual([
      400,
      'bad_request',
    ]);
  });

  it('is refused a body that is too large', async () => {
    const answer = await ask({ user: { name: 'x'.repeat(20_000) } });
    expect(await code(answer)).toEqual([413, 'too_large']);
  });
});

describe('what a page says of its user', () => {
  const opened = async (request: object) => {
    const { session_id, token } = await backend.newSession(request);
    return backend.openCall({ session_id, room: claims(token).video.room, channel: 'web' });
  };

  it('counts as a visitor’s word when nobody signed it', async () => {
    const bundle = await opened({ user: { id: '7', name: 'Ann' }, variables: { tier: 'vip' } });
    expect(bundle.user).toEqual({
      verified: {},
      visitor: { id: '7', name: 'Ann', tier: 'vip' },
      previous_calls: [],
    });
    expect(bundle.variables).toEqual({});
  });

  it('counts as verified when the embedder signed it', async () => {
    const payload = { user: { id: '7' }, variables: { tier: 'vip' }, exp: inAnHour() };
    const bundle = await opened({ signed: await sign(payload, EMBED_SECRET, 'HS256') });
    expect(bundle.user).toMatchObject({ verified: { id: '7' }, visitor: {} });
    expect(bundle.variables).toEqual({ tier: 'vip' });
  });

  it('brings the earlier calls of a verified user along, newest first, and of no other', async () => {
    const signed = await sign({ user: { id: 'ann' }, exp: inAnHour() }, EMBED_SECRET, 'HS256');
    const other = await sign({ user: { id: 'bob' }, exp: inAnHour() }, EMBED_SECRET, 'HS256');
    const one = await opened({ signed });
    const two = await opened({ signed, character: 'billing' });
    await opened({ signed: other });
    const three = await opened({ signed });
    expect(three.user.previous_calls.map((call) => [call.session_id, call.path])).toEqual([
      [two.session_id, ['billing']],
      [one.session_id, ['front-desk']],
    ]);
    expect((await opened({ user: { id: 'ann' } })).user.previous_calls).toEqual([]);
  });

  it('is refused when the signature is wrong, over, endless or by another method', async () => {
    const user = { id: '7' };
    const refused = [
      await sign({ user, exp: inAnHour() }, 'another-secret-than-ours', 'HS256'),
      await sign({ user, exp: 1000 }, EMBED_SECRET, 'HS256'),
      await sign({ user }, EMBED_SECRET, 'HS256'),
      await sign({ user, exp: inAnHour() }, EMBED_SECRET, 'HS384'),
      'not.a.token',
    ];
    for (const signed of refused)
      expect(await code(await ask({ signed }))).toEqual([401, 'unauthorized']);
  });

  it('is refused when this backend has no secret to check a signature by', async () => {
    const signed = await sign({ user: { id: '7' }, exp: inAnHour() }, EMBED_SECRET, 'HS256');
    const without = await stand(store);
    expect(await code(await without.post('/api/sessions', { signed }, json))).toEqual([
      401,
      'unauthorized',
    ]);
  });
});

describe('a page', () => {
  it('of our own may start a call', async () => {
    const answer = await ask({}, { Origin: 'https://calls.example', Host: 'calls.example' });
    expect(answer.status).toBe(200);
  });

  it('that is listed may, and its browser is told so', async () => {
    const answer = await ask({}, { Origin: 'https://shop.example' });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://shop.example');
    const preflight = await backend.app.request('/api/sessions', {
      method: 'OPTIONS',
      headers: { Origin: 'https://shop.example', 'Access-Control-Request-Method': 'POST' },
    });
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://shop.example');
  });

  it('of anybody else may not', async () => {
    const answer = await ask({}, { Origin: 'https://evil.example' });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    expect(await code(answer)).toEqual([403, 'forbidden_origin']);
    expect(await code(await ask({}, { Origin: 'null' }))).toEqual([403, 'forbidden_origin']);
  });
});

it('one address may ask for so many sessions a minute, another is not held back by it', async () => {
  const busy = await stand(store, { sessionsPerMinute: 2 });
  const from = (address: string) =>
    busy.post('/api/sessions', {}, { ...json, 'X-Forwarded-For': address });
  await from('198.51.100.1');
  await from('198.51.100.1');
  const third = await from('198.51.100.1');
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await code(third)).toEqual([429, 'rate_limited']);
  expect((await from('198.51.100.2')).status).toBe(200);
});
