import type { Db } from './store.ts';

/** Keeps the recording of a message; the same one again changes nothing. */
export async function addRecording(
  db: Db,
  recording: { session_id: string; message_id: string; audio: Uint8Array },
  now: Date,
): Promise<void> {
  await db
    .insertInto('message_recording')
    .values({ ...recording, audio: Buffer.from(recording.audio), received_at: now })
    .onConflict((conflict) => conflict.columns(['session_id', 'message_id']).doNothing())
    .execute();
}

export async function hasRecording(
  db: Db,
  session_id: string,
  message_id: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('message_recording')
    .select('message_id')
    .where('session_id', '=', session_id)
    .where('message_id', '=', message_id)
    .executeTakeFirst();
  return row !== undefined;
}

export async function findRecording(
  db: Db,
  session_id: string,
  message_id: string,
): Promise<Uint8Array | undefined> {
  const row = await db
    .selectFrom('message_recording')
    .select('audio')
    .where('session_id', '=', session_id)
    .where('message_id', '=', message_id)
    .executeTakeFirst();
  return row && new Uint8Array(row.audio);
}
