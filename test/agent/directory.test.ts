import { afterEach, describe, expect, it } from 'vitest';
import { BackendClient } from '../../agent/backend-client.ts';
import { backendDirectory, type DirectoryDeps } from '../../agent/directory.ts';
import { BackendError } from '../../call/call-error.ts';
import { decideDirectory, indexDirectory } from '../../call/directory-search.ts';
import type { DirectoryPort } from '../../call/ports.ts';
import type { DirectoryEntry } from '../../protocol/directory.ts';
import { type ACall, aCall, type Script } from '../fakes/a-call.ts';
import { aCharacter } from '../fakes/bundle.ts';
import { PATIENCE_MS } from '../patience.ts';

const entry = (n: number, display_name: string, username: string): DirectoryEntry => ({
  id: `5b3f4a52-6c0f-4c6e-9a38-0f5d1f1f2c1${n}`,
  display_name,
  username,
  transfer_mode: 'Auto',
  enabled: true,
});
const ENTRIES = [
  entry(1, 'Jamie Lee (accounts)', 'jamie.lee'),
  entry(2, 'Jamie Fox (sales)', '+14155550132'),
];
const directory: DirectoryPort = {
  find(name) {
    const { outcome, matches } = decideDirectory(indexDirectory(ENTRIES).search(name));
    const [first] = matches;
    if (outcome === 'found' && first) return Promise.resolve({ outcome, entry: first.entry });
    if (outcome !== 'several') return Promise.resolve({ outcome: 'none' });
    return Promise.resolve({ outcome, names: matches.map(({ entry: of }) => of.display_name) });
  },
};

/** A model that passes on what the caller said, and says what the tool answered. */
const SCRIPT: Script = (text, { output }) => {
  if (output !== null) return { say: output };
  const name = /speak to (.*?)\??$/.exec(text)?.[1];
  if (name) return { calls: [{ name: 'transfer_to_person', args: { name } }] };
  return { say: `Riley heard: ${text}` };
};

let call: ACall | undefined;
afterEach(async () => {
  await call?.close();
  call = undefined;
});

const begin = () =>
  aCall({
    characters: [aCharacter({ slug: 'riley', name: 'Riley' })],
    scripts: { riley: SCRIPT },
    channel: 'sip_inbound',
    leg: { sip: true, trunk: 'ST_in' },
    dialing: { countries: ['US'], username_uri: 'sip:{user}@pbx.example.com' },
    facts: { hasDirectory: true },
    directory,
  });

describe('a caller who asks for Jamie', () => {
  it('is put through to the one in accounts, however the name was heard', async () => {
    call = await begin();
    call.conversation.typed('Can I speak to Jaime in accounts?');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.line.refers).toEqual([{ uri: 'sip:jamie.lee@pbx.example.com', headers: {} }]);
    const said = call.events.flatMap((event) => (event.type === 'turn' ? [event.text] : []));
    expect(said.at(-1)).toContain('putting you through to Jamie Lee in accounts');
    expect(await call.event('tool_call')).toMatchObject({
      name: 'transfer_to_person',
      target: 'Jamie Lee (accounts)',
    });
  });

  it('is asked which one first, and nobody is called meanwhile', async () => {
    call = await begin();
    call.conversation.typed('Can I speak to Jamie?');
    const asked = await call.event('tool_call');
    expect(asked).toMatchObject({ name: 'transfer_to_person', args: { name: 'Jamie' } });
    const question = 'I have Jamie Fox in sales and Jamie Lee in accounts. Which one?';
    await call.until('the caller was asked', () =>
      call!.events.some((event) => event.type === 'turn' && event.text.includes(question)),
    );
    expect(call.line.refers).toEqual([]);
    call.conversation.typed('speak to Jamie Fox');
    await call.until('the call ended', () => call!.ended.by !== null);
    expect(call.line.refers).toEqual([{ uri: 'tel:+14155550132', headers: {} }]);
    expect(call.events.map(({ type }) => type)).not.toContain('transfer_failed');
  });
});

describe('the directory of the backend', () => {
  const stand = (backend: Partial<DirectoryDeps['backend']>) => {
    const reports: string[] = [];
    const port = backendDirectory({
      backend: {
        searchDirectory: () => Promise.reject(new Error('nobody there')),
        directoryEntry: () => Promise.resolve(null),
        ...backend,
      },
      session_id: 'session-1',
      over: new AbortController().signal,
      report: (what) => reports.push(what),
    });
    return { port, reports };
  };
  const [jamie] = ENTRIES as [DirectoryEntry];
  const listed = [{ id: jamie.id, display_name: jamie.display_name }];

  it('gives the entry that was found', async () => {
    const { port } = stand({
      searchDirectory: () => Promise.resolve({ outcome: 'found', entries: listed }),
      directoryEntry: (_session, id) => Promise.resolve(id === jamie.id ? jamie : null),
    });
    expect(await port.find('Jamie')).toEqual({ outcome: 'found', entry: jamie });
  });

  it('knows nobody where the entry went meanwhile', async () => {
    const { port } = stand({
      searchDirectory: () => Promise.resolve({ outcome: 'found', entries: listed }),
    });
    expect(await port.find('Jamie')).toEqual({ outcome: 'none' });
  });

  it('tells the log of no name', async () => {
    const backend = new BackendClient('http://127.0.0.1:1', 'a-key');
    const fault = await backend
      .searchDirectory('session-1', 'Jamie', AbortSignal.timeout(PATIENCE_MS))
      .catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(BackendError);
    expect(JSON.stringify(fault)).not.toContain('Jamie');
    expect((fault as BackendError).facts).toEqual({ path: '/api/calls/session-1/directory' });
  });

  it('never rejects: a fault is reported', async () => {
    const { port, reports } = stand({});
    expect(await port.find('Jamie')).toEqual({ outcome: 'silent' });
    expect(reports).toEqual(['The directory could not be asked.']);
  });
});
