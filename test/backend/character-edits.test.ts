import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readCharacterFile } from '../../backend/characters/character-file.ts';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import { writeCharacter } from '../../backend/characters/write-character.ts';
import type { Store } from '../../backend/store/store.ts';
import { CharacterText } from '../../protocol/character-edit.ts';
import { body, CAST, characterFolder, characterText, operator, stand } from './stand.ts';
import { type Stand, testStore } from './stand.ts';

let store: Store;
let backend: Stand;
beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  backend = await stand(store);
});

const ask = async (method: string, path: string, json?: object, ifMatch?: string) =>
  backend.app.request(`/api/characters${path}`, {
    method,
    headers: {
      ...operator,
      'Content-Type': 'application/json',
      ...(ifMatch !== undefined && { 'If-Match': ifMatch }),
    },
    ...(json && { body: JSON.stringify(json) }),
  });
const read = async () => CharacterText.parse(await (await ask('GET', '/billing')).json());
const greets = (text: string, greeting = 'Good day.') =>
  text.replace(/greeting: .*/, `greeting: ${greeting}`);

describe('a character in the console', () => {
  it('is listed with its routing and without its prompt', async () => {
    const answer = await ask('GET', '');
    const text = await answer.text();
    expect(text).not.toContain('A secret prompt.');
    const { characters } = JSON.parse(text);
    expect(characters.map(({ slug }: { slug: string }) => slug)).toEqual([
      'asleep',
      'billing',
      'elsewhere',
      'front-desk',
      'technical',
    ]);
    expect(characters[3].handoff_targets).toHaveLength(3);
    expect(characters[4].routing_config.primary_for_numbers).toEqual(['+15105550124']);
  });

  it('is read as it stands in its file, comments and all', async () => {
    const folder = characterFolder({ ...CAST, 'billing.md': `${CAST['billing.md']}\nMore. # two` });
    await importFolder(folder.dir, store, backend.log).finally(folder.remove);
    expect((await read()).text).toBe(`${CAST['billing.md']}\nMore. # two`);
  });

  it('is checked with file, line, column, path and what was expected; nothing changes', async () => {
    const before = await read();
    const text = characterText(
      'Billing',
      'voice:\n  speed: 9\nhandoff_targets:\n  - slug: nobody\n',
      'Hello {{ customer_name',
    );
    const { faults } = await body(await ask('POST', '/billing/check', { text }));
    expect(faults).toMatchObject([
      { file: 'characters/billing.md', line: 6, column: 3, path: 'voice.speed' },
    ]);
    const named = text.replace('speed: 9', 'speed: 1').replace('{{ customer_name', 'there');
    const second = await body(await ask('POST', '/billing/check', { text: named }));
    expect(second.faults).toMatchObject([
      {
        line: 8,
        column: 5,
        path: 'handoff_targets[0].slug',
        expected: expect.stringContaining('front-desk'),
      },
    ]);
    const fine = await body(await ask('POST', '/billing/check', { text: before.text }));
    expect(fine).toEqual({ faults: [] });
    expect(await read()).toEqual(before);
  });

  it('is in force for the next call once it is put; a running call keeps what it began with', async () => {
    const running = await backend.openCall({ character: 'billing', room: 'before' });
    const before = await read();
    const put = await ask('PUT', '/billing', { text: greets(before.text) }, before.etag);
    expect(put.status).toBe(200);
    const next = await backend.openCall({ character: 'billing', room: 'after' });
    expect(next.character.greeting).toBe('Good day.');
    const again = await backend.openCall({ session_id: running.session_id, room: 'before' });
    expect(again.character.greeting).not.toBe('Good day.');
    expect((await body(put)).version).toMatchObject({ source: 'console', author: 'token' });
  });

  it('that is wrong is not put, and each fault has its place', async () => {
    const { text, etag } = await read();
    const wrong = text.replace('description:', 'descripton:');
    const answer = await ask('PUT', '/billing', { text: wrong }, etag);
    const problem = await body(answer);
    expect([answer.status, problem.code]).toEqual([422, 'wrong_character']);
    expect(problem.errors).toContainEqual(
      expect.objectContaining({ path: 'descripton', line: 3, column: 1 }),
    );
    expect((await read()).etag).toBe(etag);
  });

  it('is not changed over somebody else’s change, nor by whoever does not say what they saw', async () => {
    const { text, etag } = await read();
    const edits = ['One.', 'Two.'].map((more) =>
      ask('PUT', '/billing', { text: `${text}${more}\n` }, etag),
    );
    const statuses = (await Promise.all(edits)).map(({ status }) => status);
    expect(statuses.sort()).toEqual([200, 412]);
    expect((await ask('PUT', '/billing', { text })).status).toBe(428);
  });

  it('comes back as it was, as a version of its own', async () => {
    const before = await read();
    await ask('PUT', '/billing', { text: greets(before.text, 'Not for long.') }, before.etag);
    const { versions } = await body(await ask('GET', '/billing/versions'));
    const { etag } = await read();
    const path = `/billing/versions/${versions[1].version}/restore`;
    const restored = await ask('POST', path, undefined, etag);
    expect(restored.status).toBe(200);
    const after = await read();
    expect(after.text).toBe(before.text);
    expect(after.version.version).toBeGreaterThan(versions[0].version);
  });

  it('stays as the console has it while its file does not change', async () => {
    const folder = characterFolder(CAST);
    await importFolder(folder.dir, store, backend.log);
    const before = await read();
    await ask('PUT', '/billing', { text: greets(before.text) }, before.etag);
    await importFolder(folder.dir, store, backend.log);
    expect((await read()).text).toContain('Good day.');
    folder.write('billing.md', `${CAST['billing.md']}A new line in the file.\n`);
    await importFolder(folder.dir, store, backend.log).finally(folder.remove);
    expect((await read()).text).toContain('A new line in the file.');
  });

  it('that there is not is told so', async () => {
    for (const [method, path] of [
      ['GET', '/nobody'],
      ['GET', '/nobody/versions'],
      ['GET', '/billing/versions/1000000'],
    ] as const)
      expect((await ask(method, path)).status).toBe(404);
    expect((await ask('PUT', '/nobody', { text: 'x' }, '"1"')).status).toBe(404);
  });
});

it('the text of a character that is known by its fields reads as the same character', () => {
  for (const name of readdirSync('characters').filter((one) => one.endsWith('.md'))) {
    const { character } = readCharacterFile(name, readFileSync(`characters/${name}`, 'utf8'));
    const again = readCharacterFile(name, writeCharacter(character!));
    expect(again.faults).toEqual([]);
    expect(again.character).toEqual(character);
  }
});
