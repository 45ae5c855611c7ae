import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { patientServer } from '../../backend/listening.ts';
import type { Store } from '../../backend/store/store.ts';
import {
  FROM_OUR_PAGE,
  operator,
  PASSWORD,
  stand,
  testStore,
  type Stand,
} from '../backend/stand.ts';

const BESIDE = 'what stands beside the pages';
const SETTING_UP_MS = 180_000;

let store: Store;
let backend: Stand;
const dir = mkdtempSync(join(tmpdir(), 'baton-pages-'));
const webRoot = join(dir, 'web');

beforeAll(async () => {
  mkdirSync(join(webRoot, 'assets'), { recursive: true });
  writeFileSync(join(webRoot, 'index.html'), '<p>The page.</p>');
  writeFileSync(join(webRoot, 'assets', 'a.js'), 'let a;');
  writeFileSync(join(dir, 'secret.txt'), BESIDE);
  store = await testStore();
  backend = await stand(store, { webRoot });
}, SETTING_UP_MS);
afterAll(async () => {
  await store.close();
  rmSync(dir, { recursive: true });
});

const WAYS_UP = ['..', '%2e%2e', '.%2e', '..%2f..', '..\\', '..%5c', '%252e%252e', '....//', '..;'];

/** As it stands on the wire: a client would put the dots in order first. */
async function raw(path: string): Promise<string> {
  const server = patientServer(getRequestListener(backend.app.fetch));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.on('data', (part) => (answer += part.toString()));
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
  await once(socket, 'close');
  server.close();
  return answer;
}

describe('a path that leads out of its folder', () => {
  it('finds no file beside the pages', async () => {
    expect(await raw('/')).toContain('The page.');
    expect(await raw('/assets/a.js')).toContain('let a;');
    for (const up of WAYS_UP)
      for (const start of ['/', '/assets/', '/avatars/', '/console/'])
        expect(await raw(`${start}${up}/secret.txt`)).not.toContain(BESIDE);
    expect(await raw(`/${join(dir, 'secret.txt')}`)).not.toContain(BESIDE);
  });

  it('is no slug: neither a character nor its file', async () => {
    for (const up of ['..%2fsecret', '..', '%2e%2e%2fpackage', 'a%2fb', 'A', '-a', 'a--b']) {
      const shown = await backend.app.request(`/api/characters/${up}`, { headers: operator });
      expect([400, 404]).toContain(shown.status);
      const asked = await backend.post(
        '/api/sessions',
        { character: decodeURIComponent(up) },
        FROM_OUR_PAGE,
      );
      expect(asked.status).toBe(400);
    }
  });
});

describe('a session of the console', () => {
  const signIn = (headers: Record<string, string>) =>
    backend.post('/api/sign-in', { name: 'an-agent', password: PASSWORD }, headers);
  const cookieIn = (answer: Response) => answer.headers.get('set-cookie')!.split(';')[0]!;
  const whoIs = async (Cookie: string) =>
    (await backend.app.request('/api/me', { headers: { ...FROM_OUR_PAGE, Cookie } })).status;

  it('is a new one at each sign-in, never one that somebody has put there before', async () => {
    const planted = await signIn(FROM_OUR_PAGE);
    const before = cookieIn(planted);
    const after = cookieIn(await signIn({ ...FROM_OUR_PAGE, Cookie: before }));
    expect(after).not.toBe(before);
    const made_up = 'baton_operator=made-up-by-an-attacker';
    const fresh = cookieIn(await signIn({ ...FROM_OUR_PAGE, Cookie: made_up }));
    expect(fresh).not.toContain('made-up');
    expect([await whoIs(made_up), await whoIs(fresh)]).toEqual([401, 200]);
  });
});
