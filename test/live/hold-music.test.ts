import { initializeLogger } from '@livekit/agents';
import { Room, RoomEvent } from '@livekit/rtc-node';
import { AccessToken } from 'livekit-server-sdk';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Waiting } from '../../agent/livekit/hold-music.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { startTestLivekit, type TestLivekit } from './stack.ts';

/** Longer than the framework's own player needs to fall over what it was still reading. */
const AFTER_MS = 1000;

let livekit: TestLivekit;
let faults: string[] = [];
beforeAll(async () => {
  initializeLogger({ pretty: false, level: 'warn' });
  livekit = await startTestLivekit();
});
afterEach((context) => {
  showLogsOfFailed(context, livekit);
});
afterAll(async () => {
  await livekit.stop();
});

async function join(identity: string): Promise<Room> {
  const { url, key, secret } = livekit.access;
  const token = new AccessToken(key, secret, { identity });
  token.addGrant({ roomJoin: true, room: 'waiting' });
  const room = new Room();
  await room.connect(url, await token.toJwt(), { autoSubscribe: true, dynacast: false });
  return room;
}

describe('hold music', () => {
  it.each([0, 50, 250, 500, 1500])('that ends after %d ms takes nothing with it', async (ms) => {
    faults = [];
    const fallen = (fault: Error): void => {
      faults.push(fault.message);
    };
    process.on('uncaughtException', fallen);
    const caller = await join('caller');
    const ours = await join('ours');
    const heard = new Promise((resolve) => caller.once(RoomEvent.TrackSubscribed, resolve));
    const waiting = new Waiting(ours, (what) => {
      faults.push(what);
    });
    await waiting.play();
    await heard;
    await pause(ms);
    await waiting.end();
    await pause(AFTER_MS);
    process.off('uncaughtException', fallen);
    await ours.disconnect();
    await caller.disconnect();
    expect(faults).toEqual([]);
  });
});
