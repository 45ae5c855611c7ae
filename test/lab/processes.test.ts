import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { holderOf, lives, processesOf } from '../../lab/processes.ts';

/** Connects, says that it has, and stays. */
const CLIENT = `require('net').connect(+process.argv[1], '127.0.0.1', () => console.log('there'))`;

describe.runIf(process.platform === 'linux')('the kernel’s table of processes', () => {
  it('says which process of a group is at the other end of a connection, and when it is gone', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const came = once(server, 'connection') as Promise<[Socket]>;
    const child = spawn(process.execPath, ['-e', CLIENT, String(port)], { detached: true });
    const pid = child.pid!;
    try {
      const [socket] = await came;
      await once(child.stdout, 'data');
      expect(holderOf(socket.remotePort!, pid)).toBe(pid);
      expect(holderOf(socket.remotePort!, process.pid + 1_000_000)).toBeNull();
      expect(processesOf(pid)).toEqual([pid]);
      expect(lives(pid)).toBe(true);
      socket.destroy();
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
      server.close();
    }
    expect(lives(pid)).toBe(false);
    expect(processesOf(pid)).toEqual([]);
  });
});
