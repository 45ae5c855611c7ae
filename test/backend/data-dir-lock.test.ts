import { once } from 'node:events';
import { mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockDataDir } from '../../backend/store/data-dir-lock.ts';

let dir: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'baton-lock-'));
});
afterEach(() => {
  rmSync(dir, { recursive: true });
});

describe('the lock of a data directory', () => {
  it('is free again once its owner has gone, and one of many gets it', async () => {
    const first = await lockDataDir(dir);
    await expect(lockDataDir(dir)).rejects.toThrow(`process id ${process.pid}`);
    await first.release();
    const tries = await Promise.allSettled([1, 2, 3, 4].map(() => lockDataDir(dir)));
    const got = tries.filter((one) => one.status === 'fulfilled');
    expect(got).toHaveLength(1);
    await got[0]!.value.release();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is free again when its owner died and left its socket or its link behind', async () => {
    const socket = 'store-999999-deadbeef.sock';
    const server = createServer().listen(join(dir, 'dies.sock'));
    await once(server, 'listening');
    // Under another name the socket stays when its server closes, as it does after a kill.
    renameSync(join(dir, 'dies.sock'), join(dir, socket));
    server.close();
    symlinkSync(socket, join(dir, 'store.lock'));
    await (await lockDataDir(dir)).release();
    symlinkSync('store-999999-gone.sock', join(dir, 'store.lock'));
    await (await lockDataDir(dir)).release();
    expect(readdirSync(dir)).toEqual([]);
  });

  it('stays with an owner that is too busy to answer, whose process is named', async () => {
    const sockets = new Set<Socket>();
    const busy = createServer((socket) => sockets.add(socket));
    busy.listen(join(dir, 'store-4711-busy.sock'));
    await once(busy, 'listening');
    symlinkSync('store-4711-busy.sock', join(dir, 'store.lock'));
    await expect(lockDataDir(dir)).rejects.toThrow('process id 4711');
    for (const socket of sockets) socket.destroy();
    busy.close();
  });
});
