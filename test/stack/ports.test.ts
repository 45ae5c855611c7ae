import { createServer, type AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { freePort } from '../live/free-ports.ts';
import { holderOf, listeningInodes, portTaken, requireFreePorts } from '../../stack/ports.ts';

const wanted = { host: '127.0.0.1', role: 'the page and the backend', variable: 'BATON_PORT' };

test('a taken port is said by number, with its holder and the way on', () => {
  const fault = portTaken({ ...wanted, port: 8080 }, 'node (process 42)', 8081);
  expect(fault.message).toBe('Port 8080 (the page and the backend) is taken by node (process 42).');
  expect(fault.next).toContain('BATON_PORT=8081 npm start');
});

test('where the holder is unknown the sentence does without', () => {
  expect(portTaken({ ...wanted, port: 8080 }, null, 8081).message).toBe(
    'Port 8080 (the page and the backend) is taken.',
  );
});

test('a port that another program holds is refused, a free one is not', async () => {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await expect(requireFreePorts([{ ...wanted, port }])).rejects.toThrow(`Port ${port}`);
  if (process.platform === 'linux') expect(holderOf(port)).toContain(`process ${process.pid}`);
  await new Promise((resolve) => server.close(resolve));
  await expect(requireFreePorts([{ ...wanted, port }])).resolves.toBeUndefined();
});

test('a port that two parts want is refused, and what is advised is free for all', async () => {
  const port = await freePort();
  const health = { ...wanted, role: "the worker's health", variable: 'BATON_WORKER_PORT' };
  const page = { ...wanted, port };
  const refused = requireFreePorts([page, { ...health, port }]);
  await expect(refused).rejects.toThrow(
    `Port ${port} is wanted twice: by the page and the backend (BATON_PORT) and by the worker's health (BATON_WORKER_PORT).`,
  );
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const fault = await requireFreePorts([page, { ...health, port: port + 1 }]).catch(
    (one: unknown) => one,
  );
  expect(fault).toMatchObject({ next: expect.not.stringContaining(`=${port + 1} `) as unknown });
});

test('only listening sockets of that very port count', () => {
  const table = [
    '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 111 1',
    '   1: 0100007F:1F90 0100007F:ABCD 01 00000000:00000000 00:00000000 00000000     0        0 222 1',
    '   2: 0100007F:1F91 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1',
  ].join('\n');
  expect(listeningInodes(table, 8080)).toEqual(['111']);
});
