import type { Evidence, Execution, Verdict } from '../protocol/verdict.ts';

/** Milliseconds after the request within which a 603 is the trunk's policy and not a person's no. */
const TOO_QUICK_FOR_A_PERSON_MS = 1000;

const BUSY = [486, 600];
const NO_ANSWER = [408, 480, 487];
const DECLINED = [403, 603, 607, 608];
const REFER_UNKNOWN = [405, 420, 489, 501];

/** SIP status of a request that met another one; it is made once more. */
export const REQUEST_PENDING = 491;

/**
 * What became of a transfer, from its evidence alone (B2). Nothing that cannot be told apart from
 * a caller who hung up is ever `bridged`.
 */
export function judge(evidence: Evidence): Verdict {
  if (!evidence.accepted) return failed(evidence);
  if (evidence.execution === 'stream') {
    // The switch may take the leg away at once: only its own word says what became of it.
    return evidence.switch_confirmed ? 'bridged' : 'accepted_unconfirmed';
  }
  if (evidence.execution !== 'refer') {
    if (!evidence.leg_present) return 'caller_left';
    if (evidence.execution === 'consult' && evidence.answer !== 'yes') return unasked(evidence);
    // Somebody who answered and is gone again has left the caller with nobody.
    if (evidence.person_present === false) return 'failed';
    return evidence.both_subscribed ? 'bridged' : 'human_answered';
  }
  return evidence.leg_present ? 'bridged' : 'accepted_unconfirmed';
}

/** Somebody or something picked up and did not say yes: nobody was connected. */
function unasked({ answer }: Evidence): Verdict {
  if (answer === 'no') return 'declined';
  return answer === 'machine' ? 'voicemail' : 'no_answer';
}

function failed(evidence: Evidence): Verdict {
  const { sip_status, leg_present, execution, answered_after_ms, api_code } = evidence;
  // Whose gateway is gone with the answer may have been put through, or not.
  if (!leg_present)
    return execution === 'stream' && isTimeout(api_code) ? 'unknown' : 'caller_left';
  if (execution === 'desk') return api_code === 'desk_unavailable' ? 'failed' : 'no_answer';
  if (sip_status === undefined) {
    // A person who did not answer is "canceled"; a REFER nobody answered may still happen.
    if (dials(execution) && isTimeout(api_code)) return 'no_answer';
    return isTimeout(api_code) ? 'unknown' : 'failed';
  }
  if (BUSY.includes(sip_status)) return 'busy';
  if (NO_ANSWER.includes(sip_status)) return 'no_answer';
  if (execution !== 'refer') return DECLINED.includes(sip_status) ? 'declined' : 'failed';
  if (REFER_UNKNOWN.includes(sip_status)) return 'refused_by_trunk';
  if (!DECLINED.includes(sip_status)) return 'failed';
  return answered_after_ms <= TOO_QUICK_FOR_A_PERSON_MS ? 'refused_by_trunk' : 'declined';
}

function dials(execution: Evidence['execution']): boolean {
  return execution === 'dial_in' || execution === 'consult';
}

function isTimeout(api_code: string | undefined): boolean {
  return api_code === 'canceled' || api_code === 'deadline_exceeded' || api_code === 'timeout';
}

/** Who took the caller over is in this room: the room stays, and the backend ends the call. */
export function staysInRoom(execution: Execution): boolean {
  return execution !== 'refer' && execution !== 'stream';
}

/** The caller has been taken over by somebody else: our part of the call is done. */
export function hasLeftUs(verdict: Verdict): boolean {
  return ['bridged', 'accepted_unconfirmed', 'human_answered'].includes(verdict);
}
