import { asTranscript } from '../call/line.ts';
import type { CallbackNote } from '../protocol/bundle.ts';
import { saidLines } from './said-lines.ts';
import { placedBy } from './store/callbacks.ts';
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
  const lines = earlier
    ? await saidLines(db, earlier, await listEvents(db, earlier.session_id))
    : [];
  const conversation = asTranscript(lines.slice(-TURNS));
  return { reason, name, asked_at: asked_at.toISOString(), conversation };
}
