import { expect, test } from 'vitest';
import { reasonOf } from './dials.ts';
import { SoundOverError } from '../live/growing-sound.ts';
import { LINE_RATE, Tape } from './tape.ts';

const loud = (ms: number, level = 1_000): Int16Array =>
  new Int16Array((ms * LINE_RATE) / 1000).fill(level);
const at = (ms: number): number => (ms * LINE_RATE) / 1000;

test('voices that overlap are added, and what nobody says is silence', () => {
  const tape = new Tape();
  tape.add(at(100), loud(50));
  tape.add(at(120), loud(50, 500));
  tape.growTo(at(400));
  const { pcm } = tape.recording();
  const levels = [99, 100, 120, 150, 170].map((ms) => pcm[at(ms) + 1]);
  expect(levels).toEqual([0, 1_000, 1_500, 500, 0]);
  expect([tape.soundAfter(0), tape.soundEnd(0, 200)]).toEqual([100, 170]);
});

test('two loud voices do not turn over', () => {
  const tape = new Tape();
  for (const level of [30_000, 30_000]) tape.add(0, loud(10, level));
  tape.growTo(at(10));
  expect(tape.recording().pcm[0]).toBe(32_767);
});

test('what was still to be heard is gone once the tape is cut, and what is final stays', () => {
  const tape = new Tape();
  tape.add(0, loud(200));
  tape.growTo(at(100));
  tape.cut(at(150));
  tape.growTo(at(200));
  expect(tape.soundEnd(0, 20)).toBe(150);
  tape.cut(0);
  expect(tape.soundEnd(0, 20)).toBe(150);
});

test('a wait ends with the call', async () => {
  const tape = new Tape();
  const sound = tape.untilSound();
  tape.end();
  await expect(sound).rejects.toBeInstanceOf(SoundOverError);
});

test('a call that did not come about leaves the room for one of three reasons', () => {
  expect([486, 403, 603].map(reasonOf)).toEqual(Array(3).fill('USER_REJECTED'));
  expect([null, 404, 408, 480].map(reasonOf)).toEqual(Array(4).fill('USER_UNAVAILABLE'));
  expect([500, 503].map(reasonOf)).toEqual(Array(2).fill('CLIENT_INITIATED'));
});
