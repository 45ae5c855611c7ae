import { afterEach, describe, expect, it } from 'vitest';
import { CharacterFileError } from '../../backend/characters/character-file-error.ts';
import { readCharacterFolder } from '../../backend/characters/character-folder.ts';
import { CAST, characterFolder, characterText } from './stand.ts';

const folders: ReturnType<typeof characterFolder>[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) folder.remove();
});

function folderOf(files: Record<string, string>): string {
  const folder = characterFolder(files);
  folders.push(folder);
  return folder.dir;
}

/** What is wrong, without the folder's own name. */
async function faultsOf(files: Record<string, string>) {
  const dir = folderOf(files);
  const error: unknown = await readCharacterFolder(dir).catch((fault: unknown) => fault);
  if (!(error instanceof CharacterFileError)) throw new Error('The folder was accepted.');
  return error.faults.map((fault) => ({ ...fault, file: fault.file.replace(`${dir}/`, '') }));
}

describe('a character file', () => {
  it('is read with its defaults filled in and its body as the prompt', async () => {
    const read = await readCharacterFolder(folderOf(CAST));
    const riley = read.find((one) => one.slug === 'front-desk');
    expect(riley).toMatchObject({
      name: 'Riley',
      prompt: 'A secret prompt.',
      workspace: 'default',
      enabled: true,
    });
    expect(riley?.handoff_targets[0]).toMatchObject({ slug: 'billing', timeout_ms: 30_000 });
  });

  it('may come from an editor that ends its lines in CR LF', async () => {
    const text = characterText('Riley').replaceAll('\n', '\r\n');
    const [riley] = await readCharacterFolder(folderOf({ 'riley.md': text }));
    expect(riley?.prompt).toBe('You are Riley.');
  });

  it('is refused with file, line, path and what was expected', async () => {
    const more = 'voice:\n  speed: 9\nappearance:\n  color: blue\n';
    const faults = await faultsOf({ 'riley.md': characterText('Riley', more) });
    expect(faults).toMatchObject([
      { file: 'riley.md', path: 'voice.speed', line: 6 },
      {
        file: 'riley.md',
        path: 'appearance.color',
        line: 8,
        expected: 'a colour such as "#2563eb"',
      },
    ]);
  });

  it('is refused where somebody is to be asked next who is no other warm target', async () => {
    const target = (more: string) =>
      `{ label: Kim, method: warm, type: phone_number, value: "+15550100133"${more} }`;
    const faults = await faultsOf({
      'anna.md': characterText(
        'Anna',
        `transfer_targets:\n  - ${target(', id: kim, then: [kim, jamie]')}\n`,
      ),
    });
    expect(faults).toMatchObject([
      {
        path: 'transfer_targets[0].then[0]',
        expected: 'another warm target of this character (there is none)',
      },
      { path: 'transfer_targets[0].then[1]' },
    ]);
  });

  it('is refused where its key leads elsewhere from everywhere already', async () => {
    const global = (slug: string, key: string) =>
      `handoff_targets: [{ slug: ${slug}, global: { dtmf: ${key} } }]\n`;
    const faults = await faultsOf({
      'anna.md': characterText('Anna', global('boss', '9')),
      'boss.md': characterText('Boss'),
      'carl.md': characterText('Carl', global('anna', '9')),
      'dora.md': characterText('Dora', `workspace: other\n${global('boss', '9')}`),
      'emil.md': characterText('Emil', global('boss', '9')),
    });
    expect(faults).toMatchObject([
      {
        file: 'carl.md',
        path: 'handoff_targets[0].global.dtmf',
        line: 5,
        expected: 'a key that is free; 9 leads to boss from everywhere',
      },
    ]);
  });

  it('is refused with its misspelt field by name, and the fields there are', async () => {
    const [fault] = await faultsOf({ 'riley.md': characterText('Riley', 'greting: Hello\n') });
    expect(fault).toMatchObject({ path: 'greting', line: 5 });
    expect(fault?.expected).toContain('greeting');
  });

  it('is refused with the place of a target that is wrong', async () => {
    const more = 'handoff_targets:\n  - slug: billing\n    timeout_ms: 10\n';
    const faults = await faultsOf({ ...CAST, 'riley.md': characterText('Riley', more) });
    expect(faults).toMatchObject([{ path: 'handoff_targets[0].timeout_ms', line: 7 }]);
  });

  it('is refused when it hands off to nobody that exists, or to itself', async () => {
    const more = 'handoff_targets:\n  - slug: biling\n  - slug: riley\n';
    const faults = await faultsOf({
      'riley.md': characterText('Riley', more),
      'billing.md': characterText('Billing'),
    });
    expect(faults).toMatchObject([
      { file: 'riley.md', path: 'handoff_targets[0].slug', line: 6 },
      { file: 'riley.md', path: 'handoff_targets[1].slug', line: 7 },
    ]);
    expect(faults[0]?.expected).toContain('there are: billing');
    expect(faults[1]?.expected).toContain('not riley itself');
  });

  it('is refused when a key, a route, a rule or a fallback leads to nobody, each at its line', async () => {
    const more = [
      'keys: { 1: stay, 2: spanish }',
      'routes:',
      '  - { always: true, to: biling }',
      'routing_config:',
      '  fallback_instance_id: riley',
      '  transfer_rules:',
      '    - { trigger: support, keywords: [help], target_instance_id: suport }',
      'intents: [{ words: [account], say: Type it., collect: account_id }]',
      '',
    ].join('\n');
    const faults = await faultsOf({
      'riley.md': characterText('Riley', more),
      'billing.md': characterText('Billing'),
    });
    expect(faults.map(({ path, line }) => [path, line])).toEqual([
      ['keys.2', 5],
      ['routes[0].to', 7],
      ['routing_config.transfer_rules[0].target_instance_id', 11],
      ['routing_config.fallback_instance_id', 9],
      ['intents[0].collect', 12],
    ]);
  });

  it('is refused with the place of a condition, an hour or a rule that is none', async () => {
    const more = [
      'handoff_targets:',
      '  - { slug: billing, when: { all: [{ variable: tier, op: is, value: vip }] } }',
      'routing_config:',
      '  business_hours: { start: 9am, end: "18:00", timezone: Mars/Olympus }',
      '  transfer_rules: [{ trigger: Support!, keywords: [] }]',
      '',
    ].join('\n');
    const faults = await faultsOf({
      'riley.md': characterText('Riley', more),
      'billing.md': characterText('Billing'),
    });
    expect(faults.map(({ path }) => path)).toEqual([
      'routing_config.transfer_rules[0].trigger',
      'routing_config.transfer_rules[0].keywords',
      'routing_config.transfer_rules[0].target_instance_id',
      'routing_config.business_hours.start',
      'routing_config.business_hours.timezone',
      'handoff_targets[0].when.all[0].op',
    ]);
  });

  it('is refused when a template does not parse, at the line where it stands', async () => {
    const more = 'takeover_greeting: Hi {{ name\n';
    const prompt = '\nYou are Riley.\nSay {{ name | upcas }}.';
    const faults = await faultsOf({ 'riley.md': characterText('Riley', more, prompt) });
    expect(faults).toMatchObject([
      { path: 'prompt', line: 9 },
      { path: 'takeover_greeting', line: 5 },
    ]);
    expect(faults[0]?.expected).toContain('upcas');
  });

  it('may not read other files through its templates', async () => {
    const prompt = '{% include "package.json" %}{% render "x" %}';
    const [fault] = await faultsOf({ 'riley.md': characterText('Riley', '', prompt) });
    expect(fault).toMatchObject({ path: 'prompt', line: 6 });
  });

  it('is refused with the line at which its YAML breaks', async () => {
    const faults = await faultsOf({ 'riley.md': characterText('Riley', 'tools: [end_call\n') });
    expect(faults[0]).toMatchObject({ file: 'riley.md' });
    expect(faults[0]?.line).toBeGreaterThanOrEqual(5);
    expect(faults[0]?.expected).toContain('well-formed YAML');
  });

  it('is refused without front matter, without a prompt, or under a name that is no slug', async () => {
    const faults = await faultsOf({
      'Riley Two.md': characterText('Riley'),
      'bare.md': 'You are Bare.\n',
      'mute.md': characterText('Mute', '', ''),
    });
    expect(faults.map(({ file, path }) => [file, path])).toEqual([
      ['Riley Two.md', ''],
      ['bare.md', ''],
      ['mute.md', 'prompt'],
    ]);
  });

  it('does not hide the faults of the others', async () => {
    const faults = await faultsOf({
      'a.md': characterText('A', 'enabled: maybe\n'),
      'b.md': characterText('B', 'language: 7\n'),
    });
    expect(faults.map(({ file, path }) => [file, path])).toEqual([
      ['a.md', 'enabled'],
      ['b.md', 'language'],
    ]);
  });
});

describe('a folder of characters', () => {
  it('is refused when it is missing or empty', async () => {
    const dir = folderOf({ 'README.md': 'About this folder.' });
    await expect(readCharacterFolder(dir)).rejects.toThrow('at least one character');
    await expect(readCharacterFolder(`${dir}/none`)).rejects.toThrow('a folder of characters');
  });
});
