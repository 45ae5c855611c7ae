import fc from 'fast-check';
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sipHeaders } from '../../agent/livekit/sip-leg.ts';
import type { Store } from '../../backend/store/store.ts';
import { headersFor } from '../../call/transfer-policy.ts';
import { SessionBundle } from '../../protocol/bundle.ts';
import { Problem } from '../../protocol/problem.ts';
import { stand, type Stand, testStore } from './stand.ts';

/** By lower-case name; `x-baton-transfers` is our own and is always let in. */
const LET_IN = ['x-account-id', 'x-baton-transfers'];
/** How the policy of the stand spells what a REFER carries. */
const LEAVES = { 'X-Account-Id': 'x-account-id' } as const;

/** What fits into a header: no control, no half a character, and no end of a line, of which a grapheme may be one. */
const SOUND = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]{1,1024}$/u;

let store: Store;
let backend: Stand;
beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
afterAll(() => store.close());

const listed = fc.constantFrom(
  ...['x-account-id', 'X-Account-Id', 'X-ACCOUNT-ID', 'x-Account-iD'],
  ...['x-baton-transfers', 'X-Baton-Transfers'],
);
const nearby = fc.constantFrom(
  ...['x-account-id ', ' x-account-id', 'x-account-id:', 'x-account-i', 'x-account-idd'],
  ...['x_account_id', 'x-account-id\0', 'x-account-id\r\n', 'x-account-ıd', 'х-account-id'],
  ...['X-ACCOUNT-İD', 'x-case-id', 'x-secret', 'refer-to', 'Refer-To', 'transfer_headers', 'x-'],
);
const builtIn = fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length');
const unicode = (maxLength: number) => fc.string({ unit: 'binary', maxLength });
const name = fc.oneof(
  { weight: 3, arbitrary: listed },
  { weight: 2, arbitrary: nearby },
  builtIn,
  unicode(40),
  fc.constant('x-' + 'long'.repeat(5_000)),
);
const value = fc.oneof(
  { weight: 3, arbitrary: fc.string({ minLength: 1, maxLength: 60 }) },
  unicode(60),
  fc.constantFrom(
    ...['42\r\nRefer-To: sip:evil@example.com', '42\n', '\r', '4\0 2', '\u0085', '\u2028', ''],
    ...['{{ secrets }}', '{% raw %}', '"', "'; drop table sessions; --", '__proto__', '\\u0000'],
    ...['\ud800', 'a\udc00', '👋🏽', 'e\u0301', '\u202e42', '1024'.repeat(256)],
  ),
  fc.integer({ min: 1_020, max: 1_030 }).map((length) => 'v'.repeat(length)),
  fc.constant('v'.repeat(40_000)),
);
/** Two of one name but for its case are two here, as they are on the wire. */
const sets = fc
  .array(fc.tuple(name, value), { maxLength: 30 })
  .map((pairs): Record<string, string> => Object.fromEntries(pairs));

const open = (headers: Record<string, string>) =>
  backend.post('/api/calls', { room: `call-${randomUUID()}`, channel: 'sip_inbound', headers });
/** Another worker takes the call over: what it is given comes out of the store. */
const takeOver = ({ session_id }: SessionBundle, room: string) =>
  backend.openCall({ session_id, room, channel: 'sip_inbound' });

/** Nothing but what is on the lists, and each as one of that name came. */
function expectSifted(bundle: SessionBundle, came: Record<string, string>): void {
  const values = (wanted: string) =>
    Object.entries(came).flatMap(([given, said]) => (given.toLowerCase() === wanted ? [said] : []));
  const { headers } = bundle.sip_context;
  for (const [given, said] of Object.entries(headers)) {
    expect(LET_IN).toContain(given);
    expect(values(given)).toContain(said);
    expect(said).toMatch(SOUND);
  }
  const refer = headersFor(bundle, {}, 'refer');
  for (const [given, said] of Object.entries(refer)) {
    expect(Object.keys(LEAVES)).toContain(given);
    expect(said).toBe(headers[LEAVES[given as keyof typeof LEAVES]]);
  }
  expect('X-Account-Id' in refer).toBe('x-account-id' in headers);
}

describe('of hostile headers of an INVITE', () => {
  it('nothing but the lists leaves, as it came; a set that is refused is refused in so many words', async () => {
    let [opened, refused] = [0, 0];
    await fc.assert(
      fc.asyncProperty(sets, async (came) => {
        const answer = await open(came);
        if (answer.status === 200) {
          opened += 1;
          expectSifted(SessionBundle.parse(await answer.json()), came);
        } else {
          refused += 1;
          const { code, detail } = Problem.parse(await answer.json());
          expect({ status: answer.status, code, detail }).toEqual({
            status: 413,
            code: 'too_large',
            detail: 'At most 65536 bytes.',
          });
          expect(JSON.stringify(came).length).toBeGreaterThan(60_000);
        }
      }),
      { numRuns: 200 },
    );
    expect(Math.min(opened, refused)).toBeGreaterThan(0);
  });

  it('the worker never sends a set that the backend refuses, and its calls open', async () => {
    const flood = fc.constantFrom(
      Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`x-${n}`, '\u0001'.repeat(1024)])),
      { 'x-account-id': '42', 'x-giant': 'v'.repeat(70_000) },
    );
    const anySet = fc.oneof({ weight: 9, arbitrary: sets }, flood);
    await fc.assert(
      fc.asyncProperty(anySet, async (came) => {
        const attributes = Object.fromEntries(
          Object.entries(came).map(([given, said]) => [`sip.h.${given.toLowerCase()}`, said]),
        );
        const answer = await open(sipHeaders(attributes));
        expect(answer.status).toBe(200);
        expectSifted(SessionBundle.parse(await answer.json()), came);
      }),
      { numRuns: 200 },
    );
  });

  it('one that fits is carried on unharmed among any others', async () => {
    const fits = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 80 })
      .filter((text) => SOUND.test(text));
    await fc.assert(
      fc.asyncProperty(sets, fits, async (came, said) => {
        const others = Object.entries(came).filter(([n]) => n.toLowerCase() !== 'x-account-id');
        const attributes = Object.fromEntries(
          [['x-account-id', said] as const, ...others].map(([n, v]) => [
            `sip.h.${n.toLowerCase()}`,
            v,
          ]),
        );
        const room = `call-${randomUUID()}`;
        const headers = sipHeaders(attributes);
        const bundle = await backend.openCall({ room, channel: 'sip_inbound', headers });
        expect(headersFor(bundle, {}, 'refer')).toEqual({ 'X-Account-Id': said });
        expect((await takeOver(bundle, room)).sip_context).toEqual(bundle.sip_context);
      }),
      { numRuns: 50 },
    );
  });
});
