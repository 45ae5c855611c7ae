import { createSocket } from 'node:dgram';
import { createServer, type AddressInfo } from 'node:net';

const UDP_PORTS = 60;
/** Below the range from which the kernel gives ports to whoever asks for any. */
const UDP_FROM = 20_000;
const UDP_TO = 31_000;

/** A TCP port of the loopback that nobody listens on now. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => {
        resolve(port);
      });
    });
  });
}

/** A range of UDP ports whose ends are free; a server skips those in between that are not. */
export async function freeUdpRange(): Promise<{ from: number; to: number }> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const blocks = Math.floor((UDP_TO - UDP_FROM) / UDP_PORTS);
    const from = UDP_FROM + Math.floor(Math.random() * blocks) * UDP_PORTS;
    const to = from + UDP_PORTS - 1;
    if ((await udpIsFree(from)) && (await udpIsFree(to))) return { from, to };
  }
  throw new Error('No free range of UDP ports');
}

function udpIsFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    socket.once('error', () => {
      resolve(false);
    });
    socket.bind(port, '127.0.0.1', () => {
      socket.close(() => {
        resolve(true);
      });
    });
  });
}
