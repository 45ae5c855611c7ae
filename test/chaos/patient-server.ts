import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { JobMetadata } from '../../protocol/session.ts';

/** A room's caller, who stays in it whatever happens. */
export const callerOf = (room: string): string => `sip_${room}`;

/** A LiveKit server in whose rooms the callers wait; `asked` hears of each worker that is wanted. */
export async function patientServer(asked: (room: string, metadata: JobMetadata) => void) {
  const server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const part of request) text += String(part);
      const { room = '', metadata = '{}' } = JSON.parse(text || '{}') as Record<string, string>;
      const method = request.url?.split('/').at(-1) ?? '';
      if (method === 'CreateDispatch') asked(room, JobMetadata.parse(JSON.parse(metadata)));
      const answers: Record<string, unknown> = {
        CreateDispatch: { agentName: 'baton', room },
        ListParticipants: { participants: [{ identity: callerOf(room), state: 'ACTIVE' }] },
      };
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(answers[method] ?? {}));
    })().catch(() => response.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
