import type { RecordedEvent } from '../../protocol/call-record.ts';
import type { LiveCall } from '../../protocol/live-call.ts';
import { VERDICT_WORDS, type Tone } from './parts/words.ts';

/** How far a transfer has come that was dialled here. */
export interface AttemptStage {
  readonly text: string;
  readonly tone: Tone;
  /** Nothing more will come of it. */
  readonly over: boolean;
}

/** Without a sign of the worker for this long the operator is told so. */
const SILENT_MS = 15_000;

/** What the events of a call say about one attempt. `live`: they are heard as they happen. Pure. */
export function attemptStage(
  { events, ended_at }: Pick<LiveCall, 'events' | 'ended_at'>,
  attempt: { readonly id: string; readonly target: string; readonly asked_at: number },
  now: number,
  live = true,
): AttemptStage {
  const own = events.filter((one) => 'attempt_id' in one && one.attempt_id === attempt.id);
  const failed = own.findLast((one) => one.type === 'transfer_failed');
  const judged = own.findLast((one) => one.type === 'transfer_judged');
  const { target } = attempt;
  if (failed?.type === 'transfer_failed') {
    const why = judged?.type === 'transfer_judged' ? VERDICT_WORDS[judged.verdict].text : '';
    const because = why || sentence(failed.error);
    const gone = ended_at !== null || isGone(judged);
    const text = `${target} was not reached: ${because}.${gone ? '' : ' The caller is still here.'}`;
    return { text, tone: 'bad', over: true };
  }
  if (judged?.type === 'transfer_judged') {
    const { text, tone } = VERDICT_WORDS[judged.verdict];
    return { text: `${target}: ${text}.`, tone, over: true };
  }
  if (ended_at !== null)
    return { text: `The call ended before ${target} answered.`, tone: 'warn', over: true };
  if (own.some((one) => one.type === 'transfer_sent'))
    return { text: `Ringing ${target}…`, tone: 'accent', over: false };
  if (own.length > 0)
    return { text: `The caller is being told about ${target}…`, tone: 'accent', over: false };
  if (!live) {
    const text = 'What becomes of it cannot be told just now: the connection is lost.';
    return { text, tone: 'warn', over: false };
  }
  if (now - attempt.asked_at > SILENT_MS) {
    const text = 'The worker has not answered. Nothing was transferred; try again.';
    return { text, tone: 'bad', over: true };
  }
  return { text: 'Asking the worker…', tone: 'accent', over: false };
}

function isGone(judged: RecordedEvent | undefined): boolean {
  return judged?.type === 'transfer_judged' && judged.verdict === 'caller_left';
}

/** "not_dialled: Emergency numbers are …" is for a log; the second half is for people. */
function sentence(error: string): string {
  return error.replace(/^\w+: /, '').replace(/\.$/, '');
}
