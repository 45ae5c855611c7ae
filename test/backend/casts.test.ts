import { afterEach, beforeEach, expect, it } from 'vitest';
import { Casts } from '../../backend/casts.ts';
import { importCharacters, newestVersion } from '../../backend/store/character-versions.ts';
import type { Store } from '../../backend/store/store.ts';
import { aCharacter } from '../fakes/bundle.ts';
import { testStore } from './stand.ts';

const riley = aCharacter({ slug: 'front-desk', name: 'Riley', greeting: 'Hi.' });

let store: Store;
beforeEach(async () => {
  store = await testStore();
});
afterEach(() => store.close());

it('a cast is read once, and a call that begins after an edit has the new one', async () => {
  const casts = new Casts();
  const at = (pin: number) =>
    store.run((db) => casts.of(db, 'front-desk', { pin, first_character: 'front-desk' }));
  await importCharacters(store, [riley], new Date());
  const before = await store.run(newestVersion);
  const cast = await at(before);
  expect(cast?.lead.character.greeting).toBe('Hi.');
  await importCharacters(store, [{ ...riley, greeting: 'Good day.' }], new Date());
  expect(await at(before)).toBe(cast);
  expect((await at(await store.run(newestVersion)))?.lead.character.greeting).toBe('Good day.');
});

it('nobody is remembered who is not there', async () => {
  const casts = new Casts();
  const nobody = { pin: 1, first_character: 'nobody' };
  expect(await store.run((db) => casts.of(db, 'nobody', nobody))).toBeUndefined();
});
