import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatRtp, parseRtp, RtpTimeline, type RtpPacket } from './rtp.ts';
import { eventsOf, formatEvent, KeyReader, parseEvent } from './telephone-event.ts';

const packet: fc.Arbitrary<RtpPacket> = fc.record({
  payloadType: fc.integer({ min: 0, max: 127 }),
  marker: fc.boolean(),
  sequence: fc.integer({ min: 0, max: 0xffff }),
  timestamp: fc.integer({ min: 0, max: 0xffffffff }),
  ssrc: fc.integer({ min: 0, max: 0xffffffff }),
  payload: fc.uint8Array({ maxLength: 160 }).map((bytes) => Buffer.from(bytes)),
});
const at = (sequence: number, timestamp: number, ssrc = 1): RtpPacket => ({
  ...{ payloadType: 0, marker: false, payload: new Uint8Array() },
  ...{ sequence: sequence & 0xffff, timestamp: timestamp >>> 0, ssrc },
});

test('a packet is read as it is written, and nothing else throws', () => {
  fc.assert(
    fc.property(packet, (one) => {
      expect(parseRtp(formatRtp(one))).toEqual(one);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => void parseRtp(Buffer.from(bytes))),
  );
});

test('packets that come late, twice or disordered are where they belong', () => {
  const timeline = new RtpTimeline();
  const start = 0xffffff00;
  const places = [
    [timeline.place(at(0xffff, start), 1_000, 520), 1_000],
    [timeline.place(at(1, start + 320), 1_500, 1_020), 1_320],
    [timeline.place(at(0, start + 160), 1_600, 1_120), 1_160],
    [timeline.place(at(0, start + 160), 1_600, 1_120), null],
    [timeline.place(at(2, start + 480), 1_480, 1_120), 1_480],
  ];
  for (const [place, expected] of places) expect(place).toBe(expected);
});

test('what is read in one moment, long after it came, is where it belongs', () => {
  const timeline = new RtpTimeline();
  expect(timeline.place(at(0, 0), 1_000, 520)).toBe(1_000);
  const read = Array.from({ length: 60 }, (_, nth) => nth + 1);
  const places = read.map((nth) => timeline.place(at(nth, nth * 160), 10_600, 1_160));
  expect(places).toEqual(read.map((nth) => 1_000 + nth * 160));
});

test('a stream that begins anew is heard when it comes', () => {
  const timeline = new RtpTimeline();
  expect(timeline.place(at(1, 0), 100, 0)).toBe(100);
  expect(timeline.place(at(1, 9_000, 2), 300, 0)).toBe(300);
  expect(timeline.place(at(2, 90_000, 2), 500, 20)).toBe(500);
  expect(timeline.place(at(3, 90_160, 2), 60_000, 59_520)).toBe(60_000);
});

test('a key is one key, however many of its packets arrive, and its end comes three times', () => {
  const events = eventsOf('#');
  expect(events.filter(({ end }) => end)).toHaveLength(3);
  expect(events.every((event) => parseEvent(formatEvent(event))?.code === 11)).toBe(true);
  const reader = new KeyReader();
  const read = [1, 2].flatMap((timestamp) =>
    events.slice(timestamp).map((event, sequence) => {
      return reader.read({ ...at(sequence, timestamp), payload: formatEvent(event) });
    }),
  );
  expect(read.filter((key) => key !== null)).toEqual(['#', '#']);
  expect(() => eventsOf('x')).toThrow('no key');
});
