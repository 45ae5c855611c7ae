import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Room } from '@livekit/rtc-node';
import { expect, it } from 'vitest';
import { createTrunk } from '../../agent/livekit/trunk.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';

it('a person who is dialled gets the headers of the transfer in the INVITE', async () => {
  const asked: { headers?: unknown; sipCallTo?: unknown }[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      asked.push(JSON.parse(text) as object);
      response.setHeader('Content-Type', 'application/json').end('{}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const trunk = createTrunk({
    keys: { url: `ws://127.0.0.1:${port}`, key: 'key', secret: 'a-secret-of-the-tests' },
    room: { name: 'room', remoteParticipants: new Map() } as unknown as Room,
    dialing: DialingPolicy.parse({ outbound_trunk: 'ST_out' }),
    caller: 'caller',
    report: () => undefined,
  });
  const answer = await trunk.dial('+14155550177', 'Support', { 'X-Baton-Transfers': '2' });
  server.close();
  expect(answer).toEqual({ accepted: true });
  expect(asked).toMatchObject([
    { sipCallTo: '+14155550177', headers: { 'X-Baton-Transfers': '2' } },
  ]);
});
