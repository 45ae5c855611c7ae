import { randomUUID } from 'node:crypto';
import type { Command } from '../../protocol/command.ts';
import type { Db } from './store.ts';

/** What nobody has taken by then is not wanted any more: the moment is over. */
const FRESH_MS = 15_000;

export async function addCommand(
  db: Db,
  session_id: string,
  command: Command,
  now: Date,
): Promise<void> {
  const row = { id: randomUUID(), session_id, body: JSON.stringify(command), created_at: now };
  await db
    .insertInto('call_command')
    .values({ ...row, sent_at: null })
    .execute();
}

/** Each command is taken once: better one that gets lost than a caller transferred twice. */
export async function takeCommands(db: Db, session_id: string, now: Date): Promise<Command[]> {
  const taken = await db
    .updateTable('call_command')
    .set({ sent_at: now })
    .where('session_id', '=', session_id)
    .where('sent_at', 'is', null)
    .where('created_at', '>', new Date(now.getTime() - FRESH_MS))
    .returning(['body', 'created_at'])
    .execute();
  return taken
    .sort((a, b) => a.created_at.getTime() - b.created_at.getTime())
    .map(({ body }) => body);
}
