import type { EventEmitter } from 'node:events';
import { Room } from '@livekit/rtc-node';
import { expect, it } from 'vitest';
import { quietNative } from '../../config/native-client.ts';

interface NativeEvent {
  readonly message: { readonly case: string };
}

it('the native library answers, and does not send its log', async () => {
  quietNative();
  const { _ffiClientInstance: client } = globalThis as never as {
    _ffiClientInstance: EventEmitter;
  };
  const seen: string[] = [];
  client.on('ffi_event', ({ message }: NativeEvent) => seen.push(message.case));
  const callNobody = () =>
    expect(new Room().connect('ws://127.0.0.1:1', 'nothing')).rejects.toThrow();
  // What was logged before comes yet.
  await callNobody();
  seen.length = 0;
  for (let times = 0; times < 5; times += 1) await callNobody();
  expect(new Set(seen)).toEqual(new Set(['connect']));
});
