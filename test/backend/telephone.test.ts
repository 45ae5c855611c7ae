import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DialingFileError, readDialing } from '../../backend/dialing-file.ts';
import { liveKit } from '../../backend/livekit.ts';
import type { Store } from '../../backend/store/store.ts';
import { readEnv } from '../../config/env.ts';
import type { JobMetadata } from '../../protocol/session.ts';
import { body, event, LIVEKIT_KEYS, operator, stand, type Stand, testStore } from './stand.ts';

const TRUNK = 'ST_refuses';
const DAY_MS = 24 * 60 * 60 * 1000;

let store: Store;
let backend: Stand;
let now = new Date('2026-01-02T10:00:00.000Z');
const dispatched: { room: string; metadata: JobMetadata }[] = [];

beforeAll(async () => {
  store = await testStore();
  const livekit = {
    ...liveKit(readEnv(LIVEKIT_KEYS)),
    dispatch: (room: string, metadata: JobMetadata) => {
      dispatched.push({ room, metadata });
      return Promise.resolve();
    },
  };
  backend = await stand(store, { livekit, now: () => now });
});
afterAll(() => store.close());

const call = (more: object = {}) =>
  backend.openCall({ room: `call-${randomUUID()}`, channel: 'sip_inbound', ...more });
const asOperator = (path: string, method: string, sent?: object) =>
  backend.app.request(path, {
    method,
    headers: { ...operator, 'Content-Type': 'application/json' },
    ...(sent && { body: JSON.stringify(sent) }),
  });

describe('a call on a number', () => {
  it.each(['+15105550124', '15105550124'])(
    '%s is answered by the character it belongs to',
    async (did) => {
      const bundle = await call({ did, caller_id: '+14155550199' });
      expect(bundle.character.slug).toBe('technical');
      expect(bundle.transfer.targets).toMatchObject([{ label: 'Sales', value: '+14155550132' }]);
    },
  );

  it('that belongs to nobody is answered by the front desk', async () => {
    expect((await call({ did: '+15105550199' })).character.slug).toBe('front-desk');
  });

  it('brings in the headers of the list, and has them ready for a REFER', async () => {
    const headers = { 'x-account-id': '42', 'x-secret': 's', 'x-case-id': '7' };
    expect((await call({ headers })).sip_context).toEqual({
      headers: { 'x-account-id': '42' },
      transfer_headers: { 'X-Account-Id': '42' },
    });
  });
});

describe('a trunk that refused a REFER', () => {
  const refuse = async (at: Date) => {
    const { session_id } = await call();
    const evidence = {
      execution: 'refer',
      accepted: false,
      sip_status: 405,
      answered_after_ms: 20,
      leg_present: true,
    };
    const judged = event({
      type: 'transfer_judged',
      attempt_id: randomUUID(),
      verdict: 'refused_by_trunk',
      evidence,
      trunk: TRUNK,
      at: at.toISOString(),
    });
    await backend.post(`/api/calls/${session_id}/events`, { events: [judged] });
  };

  it('is remembered for a day', async () => {
    await refuse(now);
    expect((await call()).transfer.refer_refused).toEqual({ [TRUNK]: now.toISOString() });
    now = new Date(now.getTime() + DAY_MS + 1);
    expect((await call()).transfer.refer_refused).toEqual({});
  });

  it('is forgotten by hand, until it refuses again', async () => {
    await refuse(now);
    now = new Date(now.getTime() + 1000);
    const answer = await asOperator(`/api/trunks/${TRUNK}/refer-refusal`, 'DELETE');
    expect(answer.status).toBe(204);
    expect((await call()).transfer.refer_refused).toEqual({});
    now = new Date(now.getTime() + 1000);
    await refuse(now);
    expect((await call()).transfer.refer_refused).toHaveProperty(TRUNK);
  });
});

describe('a call out', () => {
  it('asks the worker to dial, in a room of its own', async () => {
    const sent = { number: '+14155550177', character: 'technical', variables: { tier: 'vip' } };
    const answer = await asOperator('/api/calls/outbound', 'POST', sent);
    expect(answer.status).toBe(201);
    const { session_id, room } = await body(answer);
    expect(dispatched.at(-1)).toEqual({ room, metadata: { session_id, dial: '+14155550177' } });
    const bundle = await call({ session_id, room, channel: 'sip_outbound' });
    expect(bundle).toMatchObject({
      channel: 'sip_outbound',
      character: { slug: 'technical' },
      variables: { tier: 'vip' },
      call: { caller_id: '+14155550177' },
    });
  });

  it.each([
    ['+19005550100', 'cost extra'],
    ['+4915112345678', 'country'],
    ['911', 'Emergency'],
    ['sip:x@evil.example', 'extension'],
  ])('to %s is refused: %s', async (number, because) => {
    const seen = dispatched.length;
    const answer = await asOperator('/api/calls/outbound', 'POST', { number });
    expect(answer.status).toBe(409);
    const refusal = await body(answer);
    expect(refusal.code).toBe('not_dialled');
    expect(refusal.detail).toContain(because);
    expect(dispatched).toHaveLength(seen);
  });

  it('is for operators only', async () => {
    const answer = await backend.post('/api/calls/outbound', { number: '+14155550177' });
    expect(answer.status).toBe(401);
  });
});

describe('config/dialing.yaml', () => {
  const written = async (text: string) => {
    const dir = mkdtempSync(join(tmpdir(), 'baton-dialing-'));
    const file = join(dir, 'dialing.yaml');
    writeFileSync(file, text);
    return readDialing(file).finally(() => rmSync(dir, { recursive: true, force: true }));
  };

  it('as it ships is usable, and dials nobody', async () => {
    expect(await readDialing('config/dialing.yaml')).toMatchObject({
      outbound_trunk: '',
      allow_direct: false,
    });
  });

  it('need not be there', async () => {
    expect(await readDialing('/nowhere/dialing.yaml')).toMatchObject({ countries: [] });
  });

  it('that is wrong is refused with file, path and what was expected', async () => {
    const fault = await written('countries: [usa]\nextension_uri: 104\ncolour: red\n').catch(
      (error: unknown) => error,
    );
    expect(fault).toBeInstanceOf(DialingFileError);
    const { message } = fault as DialingFileError;
    expect(message).toContain('dialing.yaml');
    expect(message).toContain('countries[0]: expected a country such as "US"');
    expect(message).toContain('colour');
  });
});
