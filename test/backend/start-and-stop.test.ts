import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotStarted, place } from './backend-process.ts';
import { body, characterFolder, characterText, worker } from './stand.ts';

const LIMIT_MS = 180_000;
let here: ReturnType<typeof place>;

beforeAll(() => {
  here = place({ empty: true });
});
afterAll(() => here.clear());

const refusal = async (starting: Promise<unknown>): Promise<NotStarted> => {
  const error: unknown = await starting.then(
    () => undefined,
    (fault: unknown) => fault,
  );
  if (error instanceof NotStarted) return error;
  throw new Error('The backend started.', { cause: error });
};

describe('a second backend on one data directory', () => {
  it(
    'refuses, names the first and says what to do; the first goes on',
    async () => {
      const first = await here.start();
      const { message, code } = await refusal(here.start());
      expect(code).toBe(1);
      expect(message).toContain(`process id ${first.pid} at ${first.url}`);
      expect(message).toContain('BATON_DATA_DIR');
      expect((await fetch(`${first.url}/healthz`)).status).toBe(200);
      // Its end leaves no lock behind, and ends a stream that a worker still listens to.
      const opened = await fetch(`${first.url}/api/calls`, {
        method: 'POST',
        headers: worker,
        body: JSON.stringify({ room: 'room', channel: 'console' }),
      });
      const { session_id } = await body(opened);
      const stream = await fetch(`${first.url}/api/calls/${session_id}/commands?epoch=1`, {
        headers: worker,
      });
      const listening = stream.text();
      expect(await first.stop()).toBe(0);
      expect(await listening).toContain('heartbeat');
      expect(readdirSync(here.data)).toEqual(['store']);
    },
    LIMIT_MS,
  );
});

describe('a backend that cannot start', () => {
  it(
    'says which character file is wrong, where, and what was expected',
    async () => {
      const folder = characterFolder({
        'riley.md': characterText('Riley', 'handoff_targets: [{ slug: nobody }]\n'),
        'mute.md': characterText('Mute', 'language: 7\n'),
      });
      const { message } = await refusal(
        here.start({ BATON_DATA_DIR: here.aside('new'), BATON_CHARACTERS_DIR: folder.dir }),
      );
      expect(message).toContain(`${join(folder.dir, 'mute.md')}:5: language: `);
      expect(message).toContain(`${join(folder.dir, 'riley.md')}:5: handoff_targets[0].slug: `);
      expect(message).toContain('a character that exists, not "nobody"');
      expect(existsSync(here.aside('new'))).toBe(false);
      folder.remove();
    },
    LIMIT_MS,
  );

  it(
    'says that LiveKit’s keys are missing',
    async () => {
      const { message } = await refusal(
        here.start({ LIVEKIT_API_KEY: '', LIVEKIT_API_SECRET: '' }),
      );
      expect(message).toContain('LIVEKIT_API_KEY and LIVEKIT_API_SECRET must be set');
    },
    LIMIT_MS,
  );

  it(
    'says which port is taken, and leaves its data directory free',
    async () => {
      const other = createServer().listen(0, '127.0.0.1');
      await once(other, 'listening');
      const { port } = other.address() as AddressInfo;
      const { message } = await refusal(here.start({ BATON_PORT: String(port) }));
      expect(message).toContain(`Port ${port} on 127.0.0.1 is taken`);
      expect(readdirSync(here.data)).toEqual(['store']);
      other.close();
    },
    LIMIT_MS,
  );

  it(
    'says that another version of Postgres wrote the store',
    async () => {
      const old = here.aside('old');
      mkdirSync(join(old, 'store'), { recursive: true });
      writeFileSync(join(old, 'store', 'PG_VERSION'), '17\n');
      const { message } = await refusal(here.start({ BATON_DATA_DIR: old }));
      expect(message).toContain('was written by Postgres 17; this backend reads 18');
    },
    LIMIT_MS,
  );
});
