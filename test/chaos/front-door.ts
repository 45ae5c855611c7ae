import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** One address for several backends that come and go, as a balancer has it. */
export interface FrontDoor {
  readonly url: string;
  /** Whoever stands behind it now. */
  readonly behind: Set<string>;
  readonly close: () => void;
}

export async function openFrontDoor(): Promise<FrontDoor> {
  const behind = new Set<string>();
  const open = new Set<Socket>();
  let turn = 0;
  const server = createServer((client) => {
    open.add(client);
    client.on('error', () => undefined).on('close', () => open.delete(client));
    const all = [...behind];
    turn += 1;
    pass(client, [...all.slice(turn % all.length), ...all.slice(0, turn % all.length)]);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    behind,
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

/** Through to the first that takes it; where nobody does, the connection breaks. */
function pass(client: Socket, [first, ...others]: readonly string[]): void {
  if (first === undefined) {
    client.destroy();
    return;
  }
  const upstream = connect(Number(new URL(first).port), '127.0.0.1');
  let through = false;
  upstream.once('connect', () => {
    through = true;
    client.pipe(upstream).pipe(client);
    client.once('close', () => upstream.destroy());
  });
  upstream.on('error', () => {
    if (!through) pass(client, others);
  });
  upstream.once('close', () => {
    if (through) client.destroy();
  });
}
