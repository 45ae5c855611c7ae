import { sql, type Expression, type SqlBool } from 'kysely';
import { UNDER_WAY } from './callbacks.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/**
 * Of a row of `call_session`: nobody is in this call, and nobody comes any more. A call whose end was
 * never told counts when it has no worker for a day; one in which two people talk has none either, so
 * it waits for its end.
 */
export function isOver(now: Date): Expression<SqlBool> {
  const hour_ago = new Date(now.getTime() - HOUR_MS);
  const day_ago = new Date(now.getTime() - DAY_MS);
  return sql<SqlBool>`(
    exists (
      select 1 from call_event ended
      where ended.session_id = call_session.session_id and ended.type = 'call_ended'
        and (ended.epoch = 0 or ended.epoch >= call_session.epoch)
    )
    or (call_session.epoch = 0 and call_session.created_at < ${hour_ago})
    or (
      call_session.started_at < ${day_ago}
      and not exists (
        select 1 from call_lease lease where lease.session_id = call_session.session_id
      )
      and not exists (
        select 1 from call_event judged
        where judged.session_id = call_session.session_id and judged.type = 'transfer_judged'
      )
    )
  ) and not exists (
    select 1 from callback
    where callback.state in (${sql.join(UNDER_WAY)})
      and (callback.session_id = call_session.session_id
        or callback.placed_session_id = call_session.session_id
        or exists (
          select 1 from callback_request asked
          where asked.kept_in = callback.callback_id
            and asked.session_id = call_session.session_id
        ))
  )`;
}

/** Of a row of `call_session`: what came of it is done, or will not be done. */
export function isSettled(): Expression<SqlBool> {
  return sql<SqlBool>`not exists (
    select 1 from message
    where message.session_id = call_session.session_id and message.state = 'waiting'
  ) and not exists (
    select 1 from webhook
    where webhook.session_id = call_session.session_id and webhook.settled_at is null
  ) and not exists (
    select 1 from desk_entry
    where desk_entry.session_id = call_session.session_id and desk_entry.settled_at is null
  ) and not exists (
    select 1 from callback
    where callback.state = 'waiting'
      and (callback.session_id = call_session.session_id
        or exists (
          select 1 from callback_request asked
          where asked.kept_in = callback.callback_id
            and asked.session_id = call_session.session_id
        ))
  )`;
}
