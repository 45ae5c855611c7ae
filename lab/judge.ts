import type { CallRecord, RecordedEvent } from '../protocol/call-record.ts';
import type { Hearing } from './heard.ts';
import { isNothing } from './leaks.ts';
import type { Leaks } from './result.ts';
import type { Cell } from './table-shapes.ts';

/** What is known of a call that was made. */
export interface Findings {
  readonly hearing: Pick<Hearing, 'holds'>;
  /** Null where the call was never opened, or its record ended at nothing. */
  readonly record: CallRecord | null;
  readonly leaks: Leaks;
}

/** What is not as the table says, in words; nothing where the cell holds. */
export async function faultsOf(
  { expect, unrecorded }: Cell,
  { hearing, record, leaks }: Findings,
): Promise<string[]> {
  const faults = leakFaults(leaks);
  for (const text of expect.heard)
    if (!(await hearing.holds(text))) faults.push(`not heard: “${text}”`);
  for (const text of expect.notHeard ?? [])
    if (await hearing.holds(text)) faults.push(`heard, and should not be: “${text}”`);
  if (unrecorded) return faults;
  if (!record) return [...faults, 'the store knows nothing of the call'];
  const { result, disconnected_by, events } = record;
  const verdict = expect.verdict === result.verdict;
  if (!verdict) faults.push(`verdict ${result.verdict} instead of ${expect.verdict}`);
  if (disconnected_by !== expect.ending)
    faults.push(`ended by ${disconnected_by ?? 'nobody'} instead of ${expect.ending}`);
  const ends = events.filter(({ type }) => type === 'call_ended').length;
  if (ends !== 1) faults.push(`${ends} ends instead of one`);
  const has = (wanted: string) => events.some((event) => namesOf(event).includes(wanted));
  for (const wanted of expect.events ?? []) if (!has(wanted)) faults.push(`no event ${wanted}`);
  for (const unwanted of expect.noEvents ?? [])
    if (has(unwanted)) faults.push(`an event ${unwanted}`);
  return faults;
}

/** What more is said of an event on one line. */
export function detailOf(event: RecordedEvent): string {
  switch (event.type) {
    case 'turn':
      return `${event.role}: ${event.text}`;
    case 'tool_call':
      return event.name;
    case 'transfer_judged':
      return event.verdict;
    case 'transfer_failed':
      return event.error;
    case 'transfer_sent':
      return event.destination;
    case 'handoff_rolled_back':
      return event.fault;
    case 'handoff_requested':
    case 'handoff_committed':
      return event.to;
    case 'call_ended':
      return [event.disconnected_by, event.detail].filter(Boolean).join(', ');
    case 'variable_set':
      return event.name;
    default:
      return '';
  }
}

function namesOf(event: RecordedEvent): string[] {
  return [event.type, `${event.type}:${detailOf(event)}`];
}

function leakFaults(leaks: Leaks): string[] {
  if (isNothing(leaks)) return [];
  const { room, processes, webhooks, waited_ms } = leaks;
  const left = [
    ...(room === null ? [] : ['its room']),
    ...(processes.length === 0 ? [] : [`its process ${processes.join(', ')}`]),
    ...(webhooks.length === 0 ? [] : [`the job that sends ${webhooks.join(', ')}`]),
  ];
  return [`left behind after ${Math.round(waited_ms / 1000)} s: ${left.join(', ')}`];
}
