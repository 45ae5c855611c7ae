import type { EventEmitter } from 'node:events';
import { AudioSource, Room } from '@livekit/rtc-node';
import { expect, it, vi } from 'vitest';
import { quietNative, UnreadCapture } from '../../config/native-client.ts';

interface NativeEvent {
  readonly message: { readonly case: string };
}

/** The kinds of events that rooms are shown from now on. */
function shownToRooms(): string[] {
  const { _ffiClientInstance: client } = globalThis as never as {
    _ffiClientInstance: EventEmitter;
  };
  const seen: string[] = [];
  client.on('ffi_event', ({ message }: NativeEvent) => seen.push(message.case));
  return seen;
}

const callNobody = () =>
  expect(new Room().connect('ws://127.0.0.1:1', 'nothing')).rejects.toThrow();

it('the native library answers, and does not send its log', async () => {
  quietNative();
  const seen = shownToRooms();
  // What was logged before comes yet.
  await callNobody();
  seen.length = 0;
  for (let times = 0; times < 5; times += 1) await callNobody();
  expect(new Set(seen)).toEqual(new Set(['connect']));
});

it('an event that is taken is shown to its taker only, an unread one to nobody', async () => {
  const taken = vi.fn();
  quietNative({ captureAudioFrame: taken });
  const seen = shownToRooms();
  const source = new UnreadCapture(new AudioSource(8000, 1));
  source.capture(new Int16Array(160));
  await expect.poll(() => taken.mock.calls.length).toBe(1);
  quietNative({ captureAudioFrame: null });
  source.capture(new Int16Array(160));
  await callNobody();
  // The answers come in order: this one is behind the unread one.
  quietNative({ captureAudioFrame: taken });
  source.capture(new Int16Array(160));
  await expect.poll(() => taken.mock.calls.length).toBe(2);
  expect(seen).toEqual(['connect']);
});

it('a frame of another length finds its own place, and a closed source says so', async () => {
  const taken = vi.fn();
  quietNative({ captureAudioFrame: taken });
  const source = new AudioSource(8000, 1);
  const capture = new UnreadCapture(source);
  for (const samples of [160, 80, 80, 7, 160]) capture.capture(new Int16Array(samples));
  await expect.poll(() => taken.mock.calls.length).toBe(5);
  await source.close();
  expect(() => {
    capture.capture(new Int16Array(160));
  }).toThrow();
});
