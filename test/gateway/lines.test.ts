import { json } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createLog } from '../../config/log.ts';
import { linesOf, type Lines } from '../../gateway/lines.ts';
import type { LinesRequest } from '../../protocol/lines.ts';
import { loopback, type Loopback } from '../fakes/loopback.ts';

const MOST = 2;
const opened = new Set<string>();
let backend: Loopback;
let lines: Lines;
let status: number;
let keys: unknown[];

beforeEach(async () => {
  opened.clear();
  status = 200;
  keys = [];
  // As the backend counts: what goes on, and what waits and is not opened.
  backend = await loopback((request, response) => {
    keys.push(request.headers['x-api-key']);
    void json(request).then((body) => {
      const awaited = (body as LinesRequest).waiting.filter((room) => !opened.has(room));
      const free = Math.max(0, MOST - opened.size - awaited.length);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ free }));
    });
  });
  const log = createLog('gateway', 'silent');
  lines = linesOf({ url: backend.url, key: 'service-key' }, log);
});
afterEach(() => backend.close());

const take = (names: string[]) => Promise.all(names.map((name) => lines.take(name)));

it('of many who come in one moment as many are let in as there are lines', async () => {
  expect(await take(['a', 'b', 'c', 'd'])).toEqual([true, true, false, false]);
  // Whoever came first, and the others together.
  expect(keys).toEqual(Array(2).fill('service-key'));
});

it('a call counts once, whether it waits, is opened, or has its worker', async () => {
  expect(await take(['a'])).toEqual([true]);
  opened.add('a');
  expect(await take(['b'])).toEqual([true]);
  opened.add('b');
  lines.leave('a');
  lines.leave('b');
  expect(await take(['c'])).toEqual([false]);
  opened.delete('a');
  expect(await take(['c'])).toEqual([true]);
});

it('where the backend cannot tell, the call begins, and its worker finds out', async () => {
  status = 500;
  expect(await take(['a', 'b', 'c'])).toEqual([true, true, true]);
});

it('a slow backend keeps nobody waiting for more than two of its answers', async () => {
  let asked = 0;
  const pending: (() => void)[] = [];
  const slow = await loopback((_, response) => {
    asked += 1;
    pending.push(() => response.writeHead(200).end(JSON.stringify({ free: MOST })));
  });
  lines = linesOf({ url: slow.url, key: 'service-key' }, createLog('gateway', 'silent'));
  const taken = take(['a', 'b', 'c', 'd', 'e', 'f']);
  for (let n = 1; n <= 2; n += 1) {
    await expect.poll(() => pending.length).toBe(1);
    pending.pop()!();
  }
  expect(await taken).toEqual([true, true, true, false, false, false]);
  expect(asked).toBe(2);
  await slow.close();
});

it('a backend that stands still keeps one caller waiting, and not all of them in turn', async () => {
  let asked = 0;
  const mute = await loopback(() => void (asked += 1));
  lines = linesOf({ url: mute.url, key: 'service-key' }, createLog('gateway', 'silent'));
  expect(await take(['a', 'b', 'c', 'd', 'e', 'f'])).toEqual(Array(6).fill(true));
  expect(asked).toBe(1);
  await mute.close();
});
