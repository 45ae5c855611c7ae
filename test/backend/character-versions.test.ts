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
import { addWritten } from '../../backend/store/character-edits.ts';
import { globalNamersAt, newestVersion } from '../../backend/store/character-versions.ts';
import type { Db, Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import { HandoffTarget } from '../../protocol/handoff-target.ts';
import { aCharacter } from '../fakes/bundle.ts';
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

describe('characters that make a target reachable from everywhere', () => {
  const GLOBAL = 'handoff_targets: [{ slug: billing, global: { dtmf: "9" } }]\n';
  const namers = async () => {
    const found = await store.run(async (db) => globalNamersAt(db, await newestVersion(db)));
    return found.map((one) => one.character.slug);
  };
  const take = (files: Record<string, string>) => {
    const cast = characterFolder(files);
    return importFolder(cast.dir, store, createLog('test', 'silent')).finally(cast.remove);
  };

  it('are those in force, also when the wish comes or goes with an edit', async () => {
    expect(await namers()).toEqual([]);
    await take({ ...CAST, 'namer.md': characterText('Nora', GLOBAL) });
    expect(await namers()).toEqual(['namer']);
    await take({ ...CAST, 'namer.md': characterText('Nora') });
    expect(await namers()).toEqual([]);
  });

  it('are found without reading anybody else', async () => {
    const unreadable = {
      slug: 'other',
      source: 'file' as const,
      hash: 'x',
      created_at: new Date(),
    };
    const body = '{"global":{}}';
    const insert = (db: Db) =>
      db
        .insertInto('character_version')
        .values({ ...unreadable, body })
        .execute();
    await store.run(insert);
    expect(await namers()).toEqual([]);
  });

  it('are found where they were written in the console', async () => {
    const target = HandoffTarget.parse({ slug: 'billing', global: { dtmf: '9' } });
    const boss = aCharacter({ slug: 'boss', handoff_targets: [target] });
    await store.transaction((tx) => addWritten(tx, boss, { text: '', author: 'Ada' }, new Date()));
    expect(await namers()).toEqual(['boss']);
  });
});

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
