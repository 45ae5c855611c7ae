import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unknownIds } from '../../backend/called-numbers.ts';
import { readCharacterFile } from '../../backend/characters/character-file.ts';
import { importFolder } from '../../backend/characters/watch-characters.ts';
import type { Store } from '../../backend/store/store.ts';
import { createLog } from '../../config/log.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';
import { characterFolder, characterText, stand, testStore, type Stand } from './stand.ts';

const answers = (name: string, ...numbers: string[]) =>
  characterText(name, `routing_config: { primary_for_numbers: ${JSON.stringify(numbers)} }\n`);
const dialing = DialingPolicy.parse({ called_numbers: { phone_number_id: '+15105550123' } });

let store: Store;
let backend: Stand;
beforeAll(async () => {
  store = await testStore();
  backend = await stand(store, { dialing });
  const folder = characterFolder({
    'front-desk.md': characterText('Riley'),
    'sales.md': answers('Sales', 'phone_number_id'),
    'stray.md': answers('Stray', 'line-15105550199', 'nowhere'),
  });
  await importFolder(folder.dir, store, createLog('test', 'silent')).finally(folder.remove);
});
afterAll(() => store.close());

const answering = async (did: string) => {
  const call = { room: randomUUID(), channel: 'sip_inbound', did };
  return (await backend.openCall(call)).character.slug;
};

describe('a called number that a character names by its id', () => {
  it('is answered by that character, however the trunk writes the number', async () => {
    expect(await answering('+15105550123')).toBe('sales');
    expect(await answering('15105550123')).toBe('sales');
  });

  it('is the one that the id stands for, not one whose digits the id holds', async () => {
    expect(await answering('+15105550199')).toBe('front-desk');
  });

  it('is told of where the id stands for none', () => {
    const { character } = readCharacterFile(
      'stray.md',
      answers('Stray', '+15105550188', 'nowhere'),
    );
    expect(unknownIds([character!], dialing)).toEqual([{ slug: 'stray', id: 'nowhere' }]);
  });

  it('is a number or an id and nothing else', () => {
    const { faults } = readCharacterFile('x.md', answers('X', 'main line'));
    expect(faults).toMatchObject([
      { expected: expect.stringContaining('an id of called_numbers in config/dialing.yaml') },
    ]);
  });
});
