import { createReadStream } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { AccessToken } from 'livekit-server-sdk';
import type { Page } from 'playwright-core';
import type { LivekitAccess } from '../../stack/livekit-access.ts';

export interface Joining {
  readonly access: LivekitAccess;
  readonly room: string;
  readonly identity: string;
}

export interface Connection {
  readonly url: string;
  readonly token: string;
}

export interface BareRoomSite {
  /** Opens the bare client in the page and joins a room, microphone on. */
  readonly join: (page: Page, joining: Joining) => Promise<void>;
  /** The same with a token that somebody else has given. */
  readonly enter: (page: Page, connection: Connection) => Promise<void>;
  readonly stop: () => Promise<void>;
}

/**
 * A page with nothing but livekit-client. A real server, because a page that Playwright makes up
 * has no address of its own, and Chromium keeps such a page away from the loopback.
 */
export async function startBareRoomSite(): Promise<BareRoomSite> {
  const client = createRequire(import.meta.url).resolve('livekit-client');
  const server = createServer((request, response) => {
    if (request.url === '/client.js') {
      response.setHeader('content-type', 'text/javascript');
      createReadStream(client).pipe(response);
    } else {
      response.setHeader('content-type', 'text/html');
      response.end('<script src="/client.js"></script>');
    }
  });
  const port = await listen(server);
  const address = `http://127.0.0.1:${port}/`;
  return {
    join: async (page, joining) =>
      enterRoom(page, address, { url: joining.access.url, token: await tokenFor(joining) }),
    enter: (page, connection) => enterRoom(page, address, connection),
    stop: () => close(server),
  };
}

async function enterRoom(page: Page, address: string, connection: Connection): Promise<void> {
  await page.goto(address);
  await page.evaluate(async ({ url, token }) => {
    const room = new (globalThis as any).LivekitClient.Room();
    (globalThis as any).room = room;
    await room.connect(url, token);
    await room.localParticipant.setMicrophoneEnabled(true);
  }, connection);
}

async function tokenFor({ access, room, identity }: Joining): Promise<string> {
  const token = new AccessToken(access.key, access.secret, { identity, ttl: '10m' });
  token.addGrant({ roomJoin: true, room });
  return token.toJwt();
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
