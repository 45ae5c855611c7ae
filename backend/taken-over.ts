import type { Hop } from '../call/hops.ts';
import { ofType } from '../call/timeline.ts';
import { attemptsOf } from '../call/transfer-attempts.ts';
import type { TakenOver } from '../protocol/bundle.ts';
import type { Character } from '../protocol/character.ts';
import { saidLines } from './said-lines.ts';
import { entryOfCall } from './store/desk.ts';
import { listEvents, type StoredEvent } from './store/events.ts';
import type { SessionRow } from './store/sessions.ts';
import type { Db } from './store/store.ts';

/** Lines of the conversation that travel to the worker that takes a call over. */
const LINES = 400;

/** What the worker must know that goes on with a call; null for the first one. */
export async function takenOver(
  db: Db,
  session: SessionRow,
  character: Character,
): Promise<TakenOver | null> {
  if (session.epoch === 0) return null;
  const events = (await listEvents(db, session.session_id)).filter(({ late }) => !late);
  const attempts = attemptsOf(events);
  const labelOf = (destination: string) => labelIn(character, destination);
  const entry = await entryOfCall(db, session.session_id);
  const waits = entry?.settled_at === null ? entry : undefined;
  const lost = attempts.findLast(({ failed }) => failed?.error === WORKER_LOST);
  const returned = attempts.at(-1)?.failed;
  const back = returned?.epoch === 0 && returned.error === 'returned' && entry ? entry : undefined;
  return {
    lines: (await saidLines(db, session, events)).slice(-LINES),
    hops: hopsIn(events),
    transfers_sent: attempts.filter(({ sent }) => sent !== null).length,
    lost_transfer:
      lost && isNews(events, lost.failed) ? labelOf(lost.failed?.destination ?? '') : null,
    desk: waits
      ? { id: waits.id, queue: waits.queue, label: labelOf(waits.queue), reason: waits.reason }
      : null,
    handed_back:
      back && isNews(events, returned ?? null)
        ? { label: labelOf(back.queue), note: back.note }
        : null,
  };
}

/** Error of an attempt whose worker was lost while the request was out. */
export const WORKER_LOST = 'worker_lost';

/** Nobody has spoken to the caller since: it is still to be told. */
function isNews(events: readonly StoredEvent[], event: { at: string } | null): boolean {
  const told = ofType(events, 'turn').findLast(({ role }) => role === 'agent');
  return event !== null && (told === undefined || told.at <= event.at);
}

function hopsIn(events: readonly StoredEvent[]): Hop[] {
  let learned = 0;
  return events.flatMap((event) => {
    if (event.type === 'variable_set') learned += 1;
    if (event.type !== 'handoff_committed') return [];
    const { from, to, reason: request = '' } = event;
    return [{ from, to, request, learned }];
  });
}

/** How callers hear of a destination: by its label, where the character has one for it. */
function labelIn({ transfer_targets }: Character, destination: string): string {
  const found = transfer_targets.find(({ value }) => bare(value) === bare(destination));
  return found?.label ?? '';
}

const bare = (destination: string) => destination.replace(/^(tel|sips?):/, '');
