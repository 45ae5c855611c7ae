import type { CallSummary } from '../protocol/call-record.ts';
import type { DerivedCall } from './derive-call.ts';
import type { SessionRow } from './store/sessions.ts';

/** A call as operators see it in a list. */
export function callSummary(session: SessionRow, derived: DerivedCall): CallSummary {
  return {
    session_id: session.session_id,
    room: session.room,
    channel: session.channel,
    caller_id: session.caller_id,
    workspace: session.workspace,
    epoch: session.epoch,
    started_at: (session.started_at ?? session.created_at).toISOString(),
    ended_at: derived.ended_at,
    disconnected_by: derived.disconnected_by,
    path: derived.path,
  };
}
