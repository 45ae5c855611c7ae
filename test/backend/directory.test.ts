import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readDirectoryCsv, writeDirectoryCsv } from '../../backend/directory-csv.ts';
import {
  DirectoryFileError,
  fillDirectory,
  readDirectoryFile,
} from '../../backend/directory-file.ts';
import { replaceEntries } from '../../backend/store/directory.ts';
import type { Store } from '../../backend/store/store.ts';
import { DirectoryEntry, DirectoryMatches, type WrittenEntry } from '../../protocol/directory.ts';
import { body, operator, SERVICE_KEY, stand, type Stand, testStore, worker } from './stand.ts';

let store: Store;
let backend: Stand;

beforeAll(async () => {
  store = await testStore();
  backend = await stand(store);
});
beforeEach(() => store.transaction((tx) => replaceEntries(tx, [], new Date())));
afterAll(() => store.close());

const JAMIE = { display_name: 'Jamie Lee (accounts)', username: 'jamie.lee' };
const FOX = { display_name: 'Jamie Fox (sales)', username: '+15550100123' };

interface Sent {
  json?: unknown;
  text?: string;
  tag?: string;
}
interface Seen {
  id: string;
  etag: string;
  display_name: string;
}
const ask = async (method: string, path: string, more: Sent): Promise<Response> =>
  backend.app.request(path, {
    method,
    headers: {
      ...operator,
      ...(more.json !== undefined && { 'Content-Type': 'application/json' }),
      ...(more.text !== undefined && { 'Content-Type': 'text/csv' }),
      ...(more.tag !== undefined && { 'If-Match': more.tag }),
    },
    ...((more.json ?? more.text) !== undefined && {
      body: more.text ?? JSON.stringify(more.json),
    }),
  });
const add = async (entry: object): Promise<Seen> => {
  const answer = await ask('POST', '/api/directory', { json: entry });
  expect(answer.status).toBe(201);
  return (await body(answer)) as Seen;
};
const page = async (query = '') =>
  (await body(await ask('GET', `/api/directory${query}`, {}))) as { entries: Seen[]; next: string };
const listed = async (query = '') =>
  (await page(query)).entries.map(({ display_name }) => display_name);
const codeOf = async (answer: Response): Promise<unknown[]> => {
  const { code } = (await body(answer)) as { code: unknown };
  return [answer.status, code];
};
const putCsv = (text: string) => ask('PUT', '/api/directory.csv', { text });

describe('an operator', () => {
  it('adds an entry, with what is not said filled in', async () => {
    const answer = await ask('POST', '/api/directory', { json: JAMIE });
    const { etag, ...entry } = await body(answer);
    expect(answer.headers.get('etag')).toBe(etag);
    expect(answer.headers.get('location')).toBe(`/api/directory/${entry.id}`);
    expect(DirectoryEntry.parse(entry)).toEqual({
      ...JAMIE,
      id: entry.id,
      transfer_mode: 'Auto',
      enabled: true,
    });
  });

  it.each([
    [{}, 'username', /SIP user/],
    [{ ...JAMIE, username: 'two words' }, 'username', /extension/],
    [{ ...JAMIE, username: '5550100123' }, 'username', /E\.164/],
    [{ ...JAMIE, username: 'sip:nobody' }, 'username', /URI/],
    [{ ...JAMIE, display_name: '…' }, 'display_name', /letter/],
    [{ ...JAMIE, transfer_mode: 'Hot' }, 'transfer_mode', /Cold, Warm, Auto/],
    [{ ...JAMIE, mailbox: 'nowhere' }, 'mailbox', /e-mail/],
    [{ ...JAMIE, aliases: ['a;b'] }, 'aliases[0]', /";"/],
    [{ ...JAMIE, number: '1' }, '', /no field "number"/],
  ])('is told what was expected of %j', async (json, path, expected) => {
    const answer = await ask('POST', '/api/directory', { json });
    expect(answer.status).toBe(400);
    expect((await body(answer)).errors).toContainEqual({
      path,
      expected: expect.stringMatching(expected),
    });
  });

  it('is refused a username that another entry has, whatever its case', async () => {
    await add(JAMIE);
    const again = { ...FOX, username: 'Jamie.Lee' };
    expect(await codeOf(await ask('POST', '/api/directory', { json: again }))).toEqual([
      409,
      'taken',
    ]);
    const { id, etag } = await add(FOX);
    const changed = await ask('PUT', `/api/directory/${id}`, { json: again, tag: etag });
    expect(await codeOf(changed)).toEqual([409, 'taken']);
  });

  it('of two who add one username at once one is refused', async () => {
    const answers = await Promise.all(
      [1, 2].map(() => ask('POST', '/api/directory', { json: JAMIE })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  });

  it('changes what is as it was seen, and nothing else', async () => {
    const { id, etag } = await add(JAMIE);
    const path = `/api/directory/${id}`;
    const json = { ...JAMIE, mailbox: 'accounts@example.com' };
    expect(await codeOf(await ask('PUT', path, { json }))).toEqual([428, 'unconditional']);
    const changed = await ask('PUT', path, { json, tag: etag });
    expect(await body(changed)).toMatchObject({ id, mailbox: 'accounts@example.com' });
    expect(await codeOf(await ask('PUT', path, { json, tag: etag }))).toEqual([
      412,
      'changed_meanwhile',
    ]);
    expect(await codeOf(await ask('DELETE', path, { tag: etag }))).toEqual([
      412,
      'changed_meanwhile',
    ]);
    const now = await ask('GET', path, {});
    expect(now.headers.get('etag')).toBe(changed.headers.get('etag'));
  });

  it('takes an entry out and brings it back', async () => {
    const { id, etag } = await add(JAMIE);
    const path = `/api/directory/${id}`;
    expect((await ask('DELETE', path, { tag: etag })).status).toBe(204);
    expect(await codeOf(await ask('GET', path, {}))).toEqual([404, 'unknown_entry']);
    expect(await listed('?q=jamie')).toEqual([]);
    for (let n = 0; n < 2; n += 1)
      expect(await body(await ask('POST', `${path}/restore`, {}))).toMatchObject({ ...JAMIE, id });
    expect(await listed()).toEqual([JAMIE.display_name]);
  });

  it('is refused to bring one back whose username another has now', async () => {
    const { id, etag } = await add(JAMIE);
    await ask('DELETE', `/api/directory/${id}`, { tag: etag });
    await add(JAMIE);
    expect(await codeOf(await ask('POST', `/api/directory/${id}/restore`, {}))).toEqual([
      409,
      'taken',
    ]);
  });

  it('sees the entries by name, page by page, and searches them as heard', async () => {
    for (const name of ['cleo', 'Ada', 'Bo', 'Dan'])
      await add({ display_name: name, username: name });
    const first = await page('?limit=3');
    const rest = await listed(`?limit=3&after=${first.next}`);
    expect([...first.entries.map(({ display_name }) => display_name), ...rest]).toEqual([
      'Ada',
      'Bo',
      'cleo',
      'Dan',
    ]);
    expect(await listed('?q=Kleo')).toEqual(['cleo']);
    await add({ display_name: 'Shaun', username: '104', enabled: false });
    expect(await listed('?q=Sean')).toEqual(['Shaun']);
  });

  it('needs the operator’s token', async () => {
    const { id } = await add(JAMIE);
    const routes = [
      ['GET', '/api/directory'],
      ['POST', '/api/directory'],
      ['GET', `/api/directory/${id}`],
      ['PUT', `/api/directory/${id}`],
      ['DELETE', `/api/directory/${id}`],
      ['POST', `/api/directory/${id}/restore`],
      ['GET', '/api/directory.csv'],
      ['PUT', '/api/directory.csv'],
    ] as const;
    for (const [method, path] of routes) {
      const answer = await backend.app.request(path, { method, headers: worker });
      expect(await codeOf(answer)).toEqual([401, 'unauthorized']);
    }
  });
});

const HEADER = 'display_name,username,transfer_mode,mailbox,aliases,enabled';

describe('a directory as a file', () => {
  it('is what the directory becomes; who keeps the username stays the same entry', async () => {
    const { id } = await add(JAMIE);
    await add({ display_name: 'Gone', username: 'gone' });
    const text = `${HEADER}\nJamie Leigh,JAMIE.LEE,Cold,,Jay; Jay Lee,\n"Fox, Jamie",'+15550100123,,fox@example.com,,no\n\n`;
    const counts = { added: 1, changed: 1, removed: 1, unchanged: 0 };
    expect(await body(await putCsv(text))).toEqual(counts);
    expect(await listed()).toEqual(['Fox, Jamie', 'Jamie Leigh']);
    expect(await body(await ask('GET', `/api/directory/${id}`, {}))).toMatchObject({
      username: 'JAMIE.LEE',
      transfer_mode: 'Cold',
      aliases: ['Jay', 'Jay Lee'],
    });
    expect(await body(await putCsv(text))).toMatchObject({ unchanged: 2, changed: 0, added: 0 });
  });

  it('is refused whole, each fault with its row and its column', async () => {
    await add(JAMIE);
    const rows = [
      'Ann,ann,Hot,,,',
      'Bo,two words,,,,maybe',
      'Cy,cy,,,,,more',
      'Di,ANN,,,,',
      'E,di,,,,',
      'F,DI,,,,',
    ];
    const answer = await putCsv([HEADER, ...rows].join('\r\n'));
    const problem = await body(answer);
    expect([answer.status, problem.detail]).toEqual([400, 'Nothing was imported.']);
    expect(problem.errors.map(({ path }: { path: string }) => path)).toEqual([
      'row 2, transfer_mode',
      'row 3, username',
      'row 3, enabled',
      'row 4',
      'row 7, username',
    ]);
    expect(await listed()).toEqual([JAMIE.display_name]);
  });

  it.each([
    ['name,username\n', /display_name/],
    ['display_name\nAnn', /username/],
    ['', /display_name/],
    ['display_name,username\n"Ann,ann', /row 2/],
  ])('is refused without what makes it one: %j', async (text, path) => {
    const answer = await putCsv(text);
    expect(answer.status).toBe(400);
    expect((await body(answer)).errors.map(({ path: at }: { path: string }) => at).join()).toMatch(
      path,
    );
  });

  it('is read with the semicolons of another country, and not in another encoding', () => {
    const read = readDirectoryCsv(Buffer.from('username;display_name\r\n104;Zoë\r\n'));
    expect(read).toMatchObject({ entries: [{ display_name: 'Zoë', username: '104' }] });
    const latin = readDirectoryCsv(Buffer.from('username,display_name\n104,Zo\xeb\n', 'latin1'));
    expect(latin).toEqual({ faults: [{ row: 1, expected: 'a file in UTF-8' }] });
  });

  it('holds nothing that a spreadsheet would run', async () => {
    await add({ display_name: '=HYPERLINK("http://evil.example")', username: '+15550100124' });
    await add({ display_name: '@sum(1)', username: 'x', aliases: ['-1+1', 'A', '+1'] });
    const answer = await ask('GET', '/api/directory.csv', {});
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const text = await answer.text();
    expect(text).not.toMatch(/(^|[,;\n]) *"?[=+\-@]/m);
    expect(await body(await putCsv(text))).toMatchObject({ unchanged: 2 });
  });

  it('whatever is written is read back the same', () => {
    const name = fc
      .string({ unit: 'grapheme', maxLength: 20 })
      .map((text) => `n${text.replace(/[;\p{C}]/gu, '')}`.trim());
    const entry = fc.record({
      display_name: fc
        .tuple(fc.constantFrom('', '=', '+', '-', '@'), name)
        .map((parts) => parts.join('')),
      username: fc.nat(999_999).map(String),
      transfer_mode: fc.constantFrom('Cold' as const, 'Warm' as const, 'Auto' as const),
      mailbox: fc.constantFrom('a@example.com', '+15550100125'),
      aliases: fc.array(name, { minLength: 1, maxLength: 4 }),
      enabled: fc.boolean(),
    });
    const entries = fc.uniqueArray(entry, { selector: ({ username }) => username });
    fc.assert(
      fc.property(entries, (written: WrittenEntry[]) => {
        expect(readDirectoryCsv(Buffer.from(writeDirectoryCsv(written)))).toEqual({
          entries: written,
        });
      }),
    );
  });
});

describe('config/directory.csv', () => {
  it('fills a directory once, and never one that an operator has emptied', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'baton-directory-'));
    const fresh = await testStore();
    try {
      const file = join(dir, 'directory.csv');
      expect(await readDirectoryFile(file)).toEqual([]);
      writeFileSync(file, 'display_name,username\nAnn,ann\n');
      const entries = await readDirectoryFile(file);
      const names = () =>
        fresh.run((db) => db.selectFrom('directory_entry').select(['deleted_at']).execute());
      await fillDirectory(fresh, entries, backend.log);
      await fillDirectory(fresh, entries, backend.log);
      expect(await names()).toEqual([{ deleted_at: null }]);
      await fresh.transaction((tx) => replaceEntries(tx, [], new Date()));
      await fillDirectory(fresh, entries, backend.log);
      expect(await names()).toEqual([{ deleted_at: expect.any(Date) }]);
      writeFileSync(file, 'display_name,username\nAnn,\n');
      await expect(readDirectoryFile(file)).rejects.toThrow(DirectoryFileError);
      await expect(readDirectoryFile(file)).rejects.toThrow(/row 2, username: expected a SIP user/);
    } finally {
      await fresh.close();
      rmSync(dir, { recursive: true });
    }
  });
});

describe('a worker', () => {
  const asked = async (session: string, q: string, headers: Record<string, string> = worker) =>
    backend.app.request(`/api/calls/${session}/directory?q=${encodeURIComponent(q)}`, { headers });

  it('is told whom a name means, and no number', async () => {
    const { id } = await add({ ...JAMIE, username: '+15550100123' });
    await add({ ...FOX, username: '105' });
    await add({ display_name: 'Jamie Asleep', username: '106', enabled: false });
    const { session_id } = await backend.openCall();
    const answer = await asked(session_id, 'Jaime in accounts');
    const text = await answer.text();
    expect(text).not.toContain('555');
    expect(DirectoryMatches.parse(JSON.parse(text))).toEqual({
      outcome: 'found',
      entries: [{ id, display_name: JAMIE.display_name }],
    });
    expect(await body(await asked(session_id, 'Jamie'))).toMatchObject({
      outcome: 'several',
      entries: [{ display_name: FOX.display_name }, { display_name: JAMIE.display_name }],
    });
    expect(await body(await asked(session_id, 'Xavier'))).toEqual({ outcome: 'none', entries: [] });
  });

  it('hears of a change at once', async () => {
    const { session_id } = await backend.openCall();
    expect(await body(await asked(session_id, 'Jamie'))).toMatchObject({ outcome: 'none' });
    const { id, etag } = await add(JAMIE);
    expect(await body(await asked(session_id, 'Jamie'))).toMatchObject({ outcome: 'found' });
    await ask('PUT', `/api/directory/${id}`, { json: { ...JAMIE, enabled: false }, tag: etag });
    expect(await body(await asked(session_id, 'Jamie'))).toMatchObject({ outcome: 'none' });
  });

  it('is given the entry, unless it is disabled or gone', async () => {
    const { id, etag } = await add({ ...JAMIE, mailbox: 'jamie@example.com' });
    const { session_id } = await backend.openCall();
    const path = `/api/calls/${session_id}/directory/${id}`;
    const answer = await backend.app.request(path, { headers: worker });
    expect(DirectoryEntry.parse(await answer.json())).toMatchObject({
      username: 'jamie.lee',
      mailbox: 'jamie@example.com',
    });
    await ask('PUT', `/api/directory/${id}`, { json: { ...JAMIE, enabled: false }, tag: etag });
    for (const gone of [path, `/api/calls/${session_id}/directory/${randomUUID()}`])
      expect(await codeOf(await backend.app.request(gone, { headers: worker }))).toEqual([
        404,
        'unknown_entry',
      ]);
  });

  it('is told in the bundle whether there is anybody, and hears it when a handoff asks again', async () => {
    const { session_id, directory } = await backend.openCall();
    expect(directory).toEqual({ has_entries: false });
    const metadata = async (headers: Record<string, string> = {}) =>
      backend.app.request(`/api/agents/billing/handoff-metadata/?session_id=${session_id}`, {
        headers: { ...worker, ...headers },
      });
    const tag = (await metadata()).headers.get('etag') ?? '';
    expect((await metadata({ 'If-None-Match': tag })).status).toBe(304);
    await add(JAMIE);
    await add({ ...FOX, enabled: false });
    const again = await metadata({ 'If-None-Match': tag });
    expect([again.status, (await body(again)).directory]).toEqual([200, { has_entries: true }]);
  });

  it('asks with the service key and in a call that there is', async () => {
    const { session_id } = await backend.openCall();
    expect(SERVICE_KEY).toBeTruthy();
    expect(await codeOf(await asked(session_id, 'Jamie', operator))).toEqual([401, 'unauthorized']);
    expect(await codeOf(await asked(randomUUID(), 'Jamie'))).toEqual([404, 'unknown_session']);
  });
});
