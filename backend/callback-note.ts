import { asTranscript, type CallLine } from '../call/line.ts';
import { ofType } from '../call/timeline.ts';
import type { CallbackNote } from '../protocol/bundle.ts';
import { placedBy } from './store/callbacks.ts';
import { charactersAt } from './store/character-versions.ts';
import { listEvents } from './store/events.ts';
import { findSession, type SessionRow } from './store/sessions.ts';
import type { Db } from './store/store.ts';

/** Of the earlier conversation its last turns. */
const TURNS = 40;

/** Why a call is made that a caller has asked for; null for every other call. */
export async function callbackNote(db: Db, session: SessionRow): Promise<CallbackNote | null> {
  if (session.channel !== 'sip_outbound') return null;
  const callback = await placedBy(db, session.session_id);
  if (!callback) return null;
  const { reason, name, asked_at } = callback;
  const earlier = await findSession(db, callback.session_id);
  const lines = earlier ? await linesOf(db, earlier) : [];
  const conversation = asTranscript(lines.slice(-TURNS));
  return { reason, name, asked_at: asked_at.toISOString(), conversation };
}

/** What was said in a call, under the names that its characters had then. */
async function linesOf(db: Db, { session_id, pin }: SessionRow): Promise<CallLine[]> {
  const events = await listEvents(db, session_id);
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
