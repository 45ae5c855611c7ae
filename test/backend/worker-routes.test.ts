import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/store.ts';
import { SessionBundle } from '../../protocol/bundle.ts';
import type { CallRecord } from '../../protocol/call-record.ts';
import {
  body,
  committed,
  event,
  operator,
  stand,
  type Stand,
  testStore,
  turn,
  worker,
} from './stand.ts';

let store: Store;
let backend: Stand;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

const code = async (answer: Response) => {
  expect(answer.headers.get('content-type')).toBe('application/problem+json');
  return [answer.status, (await body(answer)).code as string];
};
const metadata = (slug: string, session_id: string, headers: Record<string, string> = {}) =>
  backend.app.request(`/api/agents/${slug}/handoff-metadata/?session_id=${session_id}`, {
    headers: { ...worker, ...headers },
  });
const send = (session_id: string, events: unknown[]) =>
  backend.post(`/api/calls/${session_id}/events`, { events });
const record = async (session_id: string) => {
  const answer = await backend.app.request(`/api/calls/${session_id}`, { headers: operator });
  return (await answer.json()) as CallRecord;
};

describe('the worker’s routes', () => {
  const routes = [
    ['POST', '/api/calls'],
    ['POST', `/api/calls/${randomUUID()}/events`],
    ['GET', `/api/calls/${randomUUID()}/commands?epoch=1`],
    ['GET', '/api/agents/billing/handoff-metadata/?session_id=x'],
  ] as const;

  it.each(routes)(
    'refuse %s %s without the service key, and with a wrong one',
    async (method, path) => {
      for (const headers of [{}, { 'X-API-Key': '' }, { 'X-API-Key': 'service-key-of-the-test' }])
        expect(await code(await backend.app.request(path, { method, headers }))).toEqual([
          401,
          'unauthorized',
        ]);
    },
  );
});

describe('opening a call', () => {
  it('answers the bundle, which the contract knows', async () => {
    const bundle = await backend.openCall({ caller_id: '+15550100', did: '+15550199' });
    expect(SessionBundle.parse(bundle)).toEqual(bundle);
    expect(bundle).toMatchObject({
      epoch: 1,
      workspace: 'default',
      character: { slug: 'front-desk', prompt: 'A secret prompt.' },
      call: { caller_id: '+15550100', did: '+15550199', room: 'room', path: ['front-desk'] },
    });
  });

  it('shows a card of each target that may be reached: enabled, of the same workspace', async () => {
    const { targets } = await backend.openCall();
    expect(targets).toEqual({
      billing: {
        name: 'Billing',
        description: 'Billing answers.',
        variables: { account_id: { type: 'string' } },
        hours: null,
      },
    });
  });

  it('makes a new epoch each time, and goes on with the character that was speaking', async () => {
    const { session_id } = await backend.openCall();
    await send(session_id, [
      committed('front-desk', 'billing'),
      event({ type: 'variable_set', name: 'account_id', value: '77' }),
    ]);
    const again = await backend.openCall({ session_id });
    expect(again).toMatchObject({
      epoch: 2,
      character: { slug: 'billing' },
      call: { path: ['front-desk', 'billing'] },
      variables: { account_id: '77' },
    });
  });

  it('gives every worker an epoch of its own, however many come at once', async () => {
    const { session_id } = await backend.openCall();
    const bundles = await Promise.all([1, 2, 3, 4].map(() => backend.openCall({ session_id })));
    expect(bundles.map((bundle) => bundle.epoch).sort()).toEqual([2, 3, 4, 5]);
  });

  it('takes a call whose caller or room has a NUL in its name', async () => {
    const named = { room: 'a \u0000 room', caller: 'a \u0000 caller', channel: 'web' };
    const { session_id } = await backend.openCall(named);
    // A worker that has had no answer asks again, and has the same call.
    expect((await backend.openCall(named)).session_id).toBe(session_id);
  });

  it('is refused for a session that is unknown, or of another room', async () => {
    const open = (request: object) =>
      backend.post('/api/calls', { room: 'room', channel: 'web', ...request });
    for (const session_id of [randomUUID(), 'no-uuid', '\u0000'])
      expect(await code(await open({ session_id }))).toEqual([404, 'unknown_session']);
    const { session_id } = await backend.newSession();
    expect(await code(await open({ session_id }))).toEqual([400, 'bad_request']);
  });

  it('is refused for a character that is unknown or off, and for a request that is none', async () => {
    const open = (request: object) => backend.post('/api/calls', request);
    const console = { room: 'room', channel: 'console' };
    expect(await code(await open({ ...console, character: 'nobody' }))).toEqual([
      404,
      'unknown_character',
    ]);
    expect(await code(await open({ ...console, character: 'asleep' }))).toEqual([
      409,
      'character_disabled',
    ]);
    expect(await code(await open({ room: 'room', channel: 'smoke' }))).toEqual([
      400,
      'bad_request',
    ]);
  });
});

describe('the bundle of a handoff’s target', () => {
  it('has the shape that opened the call, with the target in it', async () => {
    const opened = await backend.openCall();
    const answer = await metadata('billing', opened.session_id);
    const bundle = SessionBundle.parse(await answer.json());
    expect(bundle.character.slug).toBe('billing');
    expect(bundle).toEqual({ ...opened, character: bundle.character, targets: {} });
  });

  it('is found with and without the slash at the end', async () => {
    const { session_id } = await backend.openCall();
    const path = `/api/agents/billing/handoff-metadata?session_id=${session_id}`;
    expect((await backend.app.request(path, { headers: worker })).status).toBe(200);
  });

  it('changes nothing by being asked for', async () => {
    const { session_id } = await backend.openCall();
    const before = await record(session_id);
    await metadata('billing', session_id);
    expect(await record(session_id)).toEqual(before);
  });

  it('is confirmed by its tag, also after the call has moved on', async () => {
    const { session_id } = await backend.openCall();
    const tag = (await metadata('billing', session_id)).headers.get('etag')!;
    await send(session_id, [turn('Hello')]);
    await backend.openCall({ session_id });
    for (const known of [tag, `"other", ${tag}`, '*']) {
      const again = await metadata('billing', session_id, { 'If-None-Match': known });
      expect([again.status, await again.text()]).toEqual([304, '']);
    }
    const other = await metadata('billing', session_id, { 'If-None-Match': 'W/"other"' });
    expect(other.status).toBe(200);
  });

  it('is refused, each reason with a code of its own', async () => {
    const { session_id } = await backend.openCall();
    const unopened = (await backend.newSession()).session_id;
    const refused = async (slug: string, id: string) => code(await metadata(slug, id));
    expect(await refused('nobody', session_id)).toEqual([404, 'unknown_character']);
    expect(await refused('billing', randomUUID())).toEqual([404, 'unknown_session']);
    expect(await refused('billing', unopened)).toEqual([404, 'unknown_session']);
    expect(await refused('elsewhere', session_id)).toEqual([403, 'foreign_workspace']);
    expect(await refused('asleep', session_id)).toEqual([409, 'character_disabled']);
    expect(await refused('No%20Slug', session_id)).toEqual([400, 'bad_request']);
    const without = await backend.app.request('/api/agents/billing/handoff-metadata/', {
      headers: worker,
    });
    expect(await code(without)).toEqual([400, 'bad_request']);
  });
});
