import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { Client, gatewayStand, KEYS, type Stand, START } from './gateway-stand.ts';

const RUNS = 1200;
const FRAMES = 40;
/** Some connections end before the last of theirs. */
const LEAST = 10_000;

const base64 = fc
  .uint8Array({ maxLength: 700 })
  .map((bytes) => Buffer.from(bytes).toString('base64'));
const streamId = fc.constantFrom('s1', 's1', 's1', 's2', '', 'x'.repeat(200));
const right = fc.oneof(
  fc.record({ event: fc.constant('media'), streamId, payload: base64 }),
  fc.record({
    event: fc.constant('dtmf'),
    streamId,
    digit: fc.constantFrom('1', '#', 'D', 'x', ''),
  }),
  fc.constant(START),
  fc.record({
    event: fc.constant('start'),
    streamId,
    mediaFormat: fc.record({
      encoding: fc.constantFrom('audio/l16', 'audio/x-mulaw', 'audio/opus'),
      sampleRate: fc.constantFrom(8000, 16_000, 0, -1, 1e9),
    }),
    customParameters: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 1 })),
  }),
);
const stop = fc.record({ event: fc.constant('stop'), streamId, reason: fc.string() });
/** A right frame with one field of something else. */
const bent = fc
  .tuple(
    right,
    fc.constantFrom('event', 'streamId', 'payload', 'mediaFormat', '__proto__'),
    fc.jsonValue(),
  )
  .map(
    ([frame, field, value]) =>
      `${JSON.stringify(frame).slice(0, -1)},"${field}":${JSON.stringify(value)}}`,
  );
const frame: fc.Arbitrary<string | Uint8Array> = fc.oneof(
  { weight: 5, arbitrary: right.map((one) => JSON.stringify(one)) },
  { weight: 1, arbitrary: stop.map((one) => JSON.stringify(one)) },
  { weight: 2, arbitrary: bent },
  { weight: 1, arbitrary: fc.jsonValue().map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('['.repeat(5000), '{"event":"media"', 'null', '"start"'),
  },
);
/** What happens in the room meanwhile, between two frames. */
const news = fc.constantFrom('none', 'none', 'none', 'clear', 'came', 'gone', 'transfer', 'ended');

let stand: Stand;
afterAll(() => stand.close());

describe('frames of any kind', () => {
  it(`leave the gateway well and no room behind: ${LEAST} of them and more`, async () => {
    // What a connection may send does not end it, so that the frames get far.
    const many = { at_once: 1e6, per_s: 1e6 };
    stand = await gatewayStand({ frames: many, faults: many }, 1000);
    let count = 0;
    const session = fc.array(fc.tuple(frame, news), { minLength: FRAMES, maxLength: FRAMES });
    await fc.assert(
      fc.asyncProperty(session, fc.boolean(), async (steps, starts) => {
        const before = stand.door.rooms.length;
        const client = await Client.connect(stand.url, KEYS[1]);
        if (starts) client.start();
        for (const [sent, happens] of steps) {
          if (client.socket.readyState !== client.socket.OPEN) break;
          client.socket.send(sent);
          count += 1;
          tell(stand.door.rooms[before]?.listener, happens);
          if (happens !== 'none') await new Promise(setImmediate);
        }
        client.socket.close();
        await client.closed;
        stand.door.rooms[before]?.listener.alone(true);
        await expect.poll(stand.gateway.calls, { interval: 1 }).toBe(0);
        expect(stand.door.rooms.slice(before).every(({ left }) => left.length === 1)).toBe(true);
        expect(stand.door.rooms.length - before).toBeLessThanOrEqual(1);
      }),
      { numRuns: RUNS },
    );
    const client = await Client.connect(stand.url);
    client.start();
    await client.until('media');
    expect(count).toBeGreaterThan(LEAST);
    expect(stand.door.rooms.length).toBeGreaterThan(RUNS / 4);
  }, 120_000);
});

type Listener = Stand['door']['rooms'][number]['listener'];

function tell(listener: Listener | undefined, what: string): void {
  if (what === 'clear') listener?.clear();
  else if (what === 'came') listener?.alone(false);
  else if (what === 'gone') listener?.alone(true);
  else if (what === 'ended') listener?.ended('ended');
  else if (what === 'transfer') void listener?.reverseTransfer('104');
}
