import { sql, type SelectQueryBuilder } from 'kysely';
import type { Channel } from '../../protocol/names.ts';
import type { Schema } from './schema.ts';

/** Which calls an operator looks for. */
export interface CallSearch {
  /** A number, a character, an id, or words that were said. */
  q?: string | undefined;
  channel?: Channel | undefined;
  from?: Date | undefined;
  /** Not included. */
  to?: Date | undefined;
}

export function matching<O>(
  calls: SelectQueryBuilder<Schema, 'call_session', O>,
  { q, channel, from, to }: CallSearch,
): SelectQueryBuilder<Schema, 'call_session', O> {
  let found = calls;
  if (channel !== undefined) found = found.where('channel', '=', channel);
  if (from !== undefined) found = found.where('started_at', '>=', from);
  if (to !== undefined) found = found.where('started_at', '<', to);
  return q === undefined ? found : found.where(fits(q));
}

/** Postgres cannot read `->>` of a text with \\u0000 or half a pair (\\ud83d) in it; such a turn is passed over. */
function fits(q: string) {
  const part = `%${q.replace(/[\\%_]/g, '\\$&')}%`;
  const digits = q.replace(/[\s().-]/g, '');
  const number = /^\+?\d{3,}$/.test(digits) ? `%${digits}%` : part;
  return sql<boolean>`(
    caller_id ilike ${number} or did ilike ${number} or first_character ilike ${part}
    or session_id ilike ${part} or room ilike ${part}
    or exists (
      select 1 from call_event said
      where said.session_id = call_session.session_id
        and said.type in ('turn', 'message_taken', 'handoff_committed')
        and case when said.body::text like any (array['%\\\\u0000%', '%\\\\ud%']) then false
          else said.body->>'text' ilike ${part} or said.body->>'to' ilike ${part} end
    )
  )`;
}
