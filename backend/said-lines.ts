import type { CallLine } from '../call/line.ts';
import { ofType } from '../call/timeline.ts';
import { charactersAt } from './store/character-versions.ts';
import type { StoredEvent } from './store/events.ts';
import type { SessionRow } from './store/sessions.ts';
import type { Db } from './store/store.ts';

/** What was said in a call, under the names that its characters had then. */
export async function saidLines(
  db: Db,
  { pin }: SessionRow,
  events: readonly StoredEvent[],
): Promise<CallLine[]> {
  const turns = ofType(
    events.filter((event) => !event.late),
    'turn',
  );
  const slugs = [...new Set(turns.map((turn) => turn.character))];
  const characters = await charactersAt(db, slugs, pin);
  const names = new Map(characters.map(({ character: { slug, name } }) => [slug, name]));
  return turns.map(({ role, text, character }) => {
    return { role, text, character, name: names.get(character) ?? character };
  });
}
