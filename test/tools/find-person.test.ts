import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DirectoryAnswer } from '../../call/ports.ts';
import type { TransferSituation } from '../../call/transfer-policy.ts';
import type { TransferMode } from '../../protocol/directory.ts';
import { toolsOf } from '../../tools/tools-of.ts';
import { aBundle, aCharacter, type BundleFacts } from '../fakes/bundle.ts';
import { aView } from '../fakes/call-view.ts';

const PHONE = {
  channel: 'sip_inbound' as const,
  hasDirectory: true,
  dialing: {
    countries: ['US'],
    extension_uri: 'sip:{ext}@pbx.example.com',
    username_uri: 'sip:{user}@pbx.example.com',
  },
};
const IN: TransferSituation['leg'] = { sip: true, trunk: 'ST_in' };

function stand(answer: DirectoryAnswer, facts: Partial<BundleFacts> = {}, language = 'en') {
  const character = aCharacter({ slug: 'riley', language });
  const bundle = aBundle({ character, ...PHONE, ...facts });
  const asked: string[] = [];
  const view = aView(character, {
    bundle,
    leg: bundle.channel === 'web' ? { sip: false } : IN,
    directory: {
      find: (name) => {
        asked.push(name);
        return Promise.resolve(answer);
      },
    },
  });
  const tool = toolsOf(bundle, {}).find(({ name }) => name === 'transfer_to_person');
  return { asked, tool, run: async (args: Record<string, unknown>) => tool!.run(args, view) };
}

const found = (username: string, transfer_mode: TransferMode = 'Auto'): DirectoryAnswer => ({
  outcome: 'found',
  entry: {
    id: '5b3f4a52-6c0f-4c6e-9a38-0f5d1f1f2c11',
    display_name: 'Jamie Lee (accounts)',
    username,
    transfer_mode,
    enabled: true,
  },
});
const several = (...names: string[]): DirectoryAnswer => ({ outcome: 'several', names });

describe('transfer_to_person', () => {
  it('exists where there is a directory and somebody can be reached', () => {
    expect(stand({ outcome: 'none' }, { hasDirectory: false }).tool).toBeUndefined();
    expect(stand({ outcome: 'none' }, { channel: 'web' }).tool).toBeUndefined();
    const dialing = { ...PHONE.dialing, outbound_trunk: 'ST_out' };
    expect(stand({ outcome: 'none' }, { channel: 'web', dialing }).tool).toBeDefined();
    expect(stand({ outcome: 'none' }).tool).toBeDefined();
  });

  it('tells the model no entry and no number', () => {
    const { tool } = stand(found('+14155550132'));
    const told = tool!.description + JSON.stringify(z.toJSONSchema(tool!.parameters));
    expect(told).not.toMatch(/\+1|Jamie Lee/);
  });

  it.each([
    ['jamie.lee', 'sip:jamie.lee@pbx.example.com'],
    ['104', 'sip:104@pbx.example.com'],
    ['+14155550132', 'tel:+14155550132'],
    ['sip:jamie@accounts.example.com', 'sip:jamie@accounts.example.com'],
    ['tel:+14155550132', 'tel:+14155550132'],
  ])('puts the caller through to %s, although nothing direct is allowed', async (username, uri) => {
    const { run, asked } = stand(found(username));
    expect(await run({ name: ' Jaime in accounts ', reason: 'an invoice' })).toMatchObject({
      next: {
        transfer: {
          target: 'Jamie Lee (accounts)',
          label: 'Jamie Lee in accounts',
          reason: 'an invoice',
          method: 'livekit_sip_refer',
          execution: 'refer',
          destination: { uri },
        },
      },
    });
    expect(asked).toEqual(['Jaime in accounts']);
  });

  it.each([
    ['Cold', 'refer'],
    ['Auto', 'refer'],
    ['Warm', 'consult'],
  ] as const)('puts a caller through to an entry that is %s by %s', async (mode, execution) => {
    const dialing = { ...PHONE.dialing, outbound_trunk: 'ST_out' };
    const { run } = stand(found('+14155550100', mode), { dialing });
    expect(await run({ name: 'Jamie' })).toMatchObject({ next: { transfer: { execution } } });
  });

  it('puts nobody through unasked who wants to be asked, where nobody can be called', async () => {
    const { run } = stand(found('+14155550100', 'Warm'));
    expect(await run({ name: 'Jamie' })).toMatchObject({ refused: 'no_trunk' });
  });

  it('asks policy about the number all the same', async () => {
    for (const username of ['+442071838750', '+19005550100', '911'])
      expect(await stand(found(username)).run({ name: 'Jamie' })).toMatchObject({
        refused: 'not_dialled',
        asked: 'Jamie',
      });
  });

  it.each([
    [
      ['Jamie Lee (accounts)', 'Jamie Fox (sales)'],
      'en',
      'I have Jamie Lee in accounts and Jamie Fox in sales. Which one?',
    ],
    [['Jamie Fox'], 'en', 'I have Jamie Fox. Is that who you mean?'],
    [
      ['Jo A', 'Jo B', 'Jo C', 'Jo D'],
      'en',
      'I have several who are called that, among them Jo A, Jo B, and Jo C. What is the full name?',
    ],
    [
      ['Ana Gil (ventas)', 'Ana Ruiz'],
      'es-MX',
      'Tengo a Ana Gil de ventas y Ana Ruiz. ¿Con quién desea hablar?',
    ],
  ])('asks about %j in %s', async (names, language, because) => {
    const { run } = stand(several(...names), {}, language);
    expect(await run({ name: 'Jamie' })).toEqual({ refused: 'several', because });
  });

  it('says so where nobody is called that, and where nobody could be asked', async () => {
    expect(await stand({ outcome: 'none' }).run({ name: 'Xavier' })).toEqual({
      refused: 'unknown_name',
      because: 'I find nobody called Xavier. Could you spell the name for me?',
    });
    expect(await stand({ outcome: 'silent' }).run({ name: 'Xavier' })).toMatchObject({
      refused: 'directory_silent',
    });
  });

  it('does not ask for no name at all', async () => {
    const { run, asked } = stand({ outcome: 'none' });
    for (const name of [undefined, ' ', 7])
      expect(await run({ name })).toMatchObject({ refused: 'bad_value' });
    expect(asked).toEqual([]);
  });
});
