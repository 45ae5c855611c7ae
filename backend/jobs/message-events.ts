import { ofType } from '../../call/timeline.ts';
import { attemptsOf } from '../../call/transfer-attempts.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import type { Character } from '../../protocol/character.ts';
import { inOrder } from '../../protocol/event-order.ts';
import { deriveCall } from '../derive-call.ts';
import { characterAt } from '../store/character-versions.ts';
import type { HeldCall } from '../store/add-events.ts';
import { listEvents, type StoredEvent } from '../store/events.ts';
import { findEntry } from '../store/directory.ts';
import { addMessage, type MessageRow } from '../store/inbox.ts';
import { hasRecording } from '../store/messages.ts';
import { listOpenings, type SessionRow } from '../store/sessions.ts';
import type { Db, Tx } from '../store/store.ts';
import { wayTo, type MessageWays } from './message-ways.ts';

/** Milliseconds for which a message waits for its recording before it goes without. */
export const RECORDING_MS = 60_000;

type Taken = CallEvent & { type: 'message_taken' };

/**
 * Keeps the messages among new events, in the transaction that stores them. Also what a worker tells
 * late that had lost its call: the caller has left it all the same. True: there is one.
 */
export async function keepMessages(
  tx: Tx,
  call: HeldCall,
  added: readonly StoredEvent[],
  ways: MessageWays,
  now: Date,
): Promise<boolean> {
  const taken = ofType(inOrder(added), 'message_taken');
  for (const event of taken) {
    const { message_id, text, from = null, audio_ms = null } = event;
    const session = await call.session();
    const { session_id, workspace, pin } = session;
    const comes = audio_ms !== null && !(await hasRecording(tx, session_id, message_id));
    const who = await whose(tx, session, event);
    const addressee = await addresseeOf(tx, { workspace, ...who }, pin, ways);
    const message = {
      ...{ message_id, session_id, workspace, ...who, text, from, audio_ms },
      ...placed(addressee, ways),
      due_at: new Date(now.getTime() + (comes ? RECORDING_MS : 0)),
      left_at: new Date(event.at),
    };
    await addMessage(tx, message, now);
  }
  return taken.length > 0;
}

function placed(addressee: string | null, ways: MessageWays) {
  if (addressee === null) return { addressee, state: 'inbox' as const, last_fault: null };
  const way = wayTo(addressee, ways);
  if ('missing' in way) return { addressee, state: 'inbox' as const, last_fault: way.missing };
  return { addressee, state: 'waiting' as const, last_fault: null };
}

/** Whose mailbox it goes to; null: it stays in the inbox. */
export async function addresseeOf(
  db: Db,
  message: Pick<MessageRow, 'workspace' | 'character' | 'meant_for' | 'entry_id'>,
  pin: number,
  { mailTo }: MessageWays,
): Promise<string | null> {
  const { workspace, character, meant_for, entry_id } = message;
  const person = entry_id === null ? undefined : await findEntry(db, entry_id);
  if (person?.mailbox) return person.mailbox;
  for (const slug of new Set([meant_for, character])) {
    const mailbox = (await member(db, workspace, slug, pin))?.mailbox;
    if (mailbox !== undefined) return mailbox;
  }
  return mailTo ?? null;
}

/**
 * Who was on the line when a message was left, and whom it is meant for: somebody the caller had
 * asked that one for and who was closed, else the same.
 */
async function whose(tx: Tx, session: SessionRow, { epoch, seq }: Taken) {
  const { session_id, workspace, pin, first_character } = session;
  const openings = (await listOpenings(tx, session_id)).filter((one) => one.epoch <= epoch);
  const events = inOrder(await listEvents(tx, session_id)).filter(
    (event) => event.epoch < epoch || (event.epoch === epoch && event.seq < seq),
  );
  const character = deriveCall(openings, events).path.at(-1) ?? first_character;
  const last = events.findLast(
    (event) =>
      event.type === 'handoff_committed' ||
      (event.type === 'handoff_rolled_back' && event.fault === 'after_hours'),
  );
  const closed = last?.type === 'handoff_rolled_back' ? last.to : character;
  const known = await member(tx, workspace, closed, pin);
  const meant_for = known ? closed : character;
  return { character, meant_for, entry_id: notReached(events, last) };
}

/** Entry of the directory that the caller had asked for last, and has not reached (D4). */
function notReached(events: readonly CallEvent[], since: CallEvent | undefined): string | null {
  const later = events.slice(since === undefined ? 0 : events.indexOf(since) + 1);
  const last = attemptsOf(later).at(-1);
  return (last?.sent ?? last?.failed)?.entry_id ?? null;
}

async function member(
  db: Db,
  workspace: string,
  slug: string,
  pin: number,
): Promise<Character | undefined> {
  const character = (await characterAt(db, slug, pin))?.character;
  return character?.workspace === workspace ? character : undefined;
}
