import { expect, test } from 'vitest';
import { decodeMuLaw, encodeMuLaw } from './mu-law.ts';

const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

test('the table of G.711 is met at its ends and in the middle', () => {
  expect([...decodeMuLaw(Uint8Array.of(0x00, 0x80, 0xff, 0x7f, 0xef, 0x8f))]).toEqual([
    -32_124, 32_124, 0, 0, 132, 16_764,
  ]);
  expect([...encodeMuLaw(Int16Array.of(0, 32_767, -32_768))]).toEqual([0xff, 0x80, 0x00]);
});

test('every byte comes back as itself; the second zero as the first', () => {
  const back = encodeMuLaw(decodeMuLaw(bytes));
  const other = [...bytes].filter((byte) => back[byte] !== byte);
  expect(other).toEqual([0x7f]);
});

test('every sample comes back within its step', () => {
  const all = Int16Array.from({ length: 65_536 }, (_, at) => at - 32_768);
  const back = decodeMuLaw(encodeMuLaw(all));
  const worst = all.reduce((most, sample, at) => {
    const error = Math.abs(sample - (back[at] ?? 0));
    return Math.max(most, error / (Math.abs(sample) + 132));
  }, 0);
  expect(worst).toBeLessThan(1 / 30);
});
