import { PassThrough } from 'node:stream';
import { createInterface } from 'node:readline';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  importFolder,
  watchCharacters,
  type CharacterWatch,
} from '../../backend/characters/watch-characters.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import {
  body,
  CAST,
  characterFolder,
  characterText,
  stand,
  type Stand,
  testStore,
  worker,
} from './stand.ts';

let store: Store;
let backend: Stand;
let folder: ReturnType<typeof characterFolder>;
let watching: CharacterWatch;
let lines: AsyncIterator<string>;

beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  backend = await stand(store);
  folder = characterFolder(CAST);
  const output = new PassThrough();
  lines = createInterface({ input: output })[Symbol.asyncIterator]();
  const log = createLog('test', 'info', { write: (line) => void output.write(line) });
  watching = watchCharacters(folder.dir, store, log);
  await watching.ready;
});
afterEach(async () => {
  await watching.close();
  folder.remove();
});

/** What the backend logs next about its characters. */
async function said(): Promise<{ msg: string } & Record<string, any>> {
  return JSON.parse((await lines.next()).value as string) as { msg: string };
}
const target = async (session_id: string, slug = 'billing') => {
  const path = `/api/agents/${slug}/handoff-metadata/?session_id=${session_id}`;
  return backend.app.request(path, { headers: worker });
};
const greeting = async (session_id: string) =>
  (await body(await target(session_id))).character.greeting as string;
const edited = characterText('Billing').replace('Hi, Billing here.', 'Billing, hello.');

describe('an edit of a character', () => {
  it('is in force for the next call, while a running call keeps what it started with', async () => {
    const running = await backend.openCall();
    const tag = (await target(running.session_id)).headers.get('etag');
    folder.write('billing.md', edited);
    expect(await said()).toMatchObject({ changed: ['billing'], removed: [] });
    expect(await greeting(running.session_id)).toBe('Hi, Billing here.');
    expect((await target(running.session_id)).headers.get('etag')).toBe(tag);
    const next = await backend.openCall();
    expect(await greeting(next.session_id)).toBe('Billing, hello.');
    expect((await target(next.session_id)).headers.get('etag')).not.toBe(tag);
    const again = await backend.openCall({ session_id: running.session_id });
    expect(await greeting(again.session_id)).toBe('Hi, Billing here.');
  });

  it('that is wrong is reported, and the last good version stays in force', async () => {
    folder.write('billing.md', edited.replace('name:', 'nome:'));
    const report = await said();
    expect(report).toMatchObject({ level: 50 });
    const file = join(folder.dir, 'billing.md');
    expect(report['faults']).toMatchObject([
      { file, path: 'name' },
      { file, path: 'nome', line: 2 },
    ]);
    const { session_id } = await backend.openCall();
    expect(await greeting(session_id)).toBe('Hi, Billing here.');
    folder.write('billing.md', edited);
    expect(await said()).toMatchObject({ changed: ['billing'] });
  });

  it('that takes a character away does so for the next call only', async () => {
    const running = await backend.openCall();
    rmSync(join(folder.dir, 'technical.md'));
    expect(await said()).toMatchObject({ changed: [], removed: ['technical'] });
    expect((await target(running.session_id, 'technical')).status).toBe(200);
    const next = await backend.openCall();
    expect((await target(next.session_id, 'technical')).status).toBe(404);
    folder.write('technical.md', CAST['technical.md']);
    expect(await said()).toMatchObject({ changed: ['technical'] });
  });

  it('that says the same in other words makes no new version', async () => {
    const before = (await target((await backend.openCall()).session_id)).headers.get('etag');
    folder.write('billing.md', CAST['billing.md'].replace('---\n', '---\n# a remark\n'));
    await importFolder(folder.dir, store, backend.log);
    const after = (await target((await backend.openCall()).session_id)).headers.get('etag');
    expect(after).toBe(before);
  });
});
