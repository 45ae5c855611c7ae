import type { DeskPort } from '../call/ports.ts';
import { BackendError } from '../call/call-error.ts';
import type { DeskNews } from '../protocol/desk.ts';
import type { BackendClient } from './backend-client.ts';
import type { DeskLine } from './livekit/desk-line.ts';

/** Milliseconds until a caller who asked for a person hears whether there is a queue for them. */
const ENQUEUE_LIMIT_MS = 5000;
const SUMMARY_LIMIT_MS = 10_000;

export interface DeskDeps {
  readonly backend: Pick<BackendClient, 'enqueue' | 'putDeskSummary'>;
  readonly session_id: string;
  readonly line: DeskLine;
  readonly report: (what: string, fault: unknown) => void;
}

/** The desk as the backend keeps it. */
export interface BackendDesk extends DeskPort {
  /** The backend has told how a call of ours stands. */
  readonly told: (news: DeskNews) => void;
}

export function backendDesk({ backend, session_id, line, report }: DeskDeps): BackendDesk {
  const listeners = new Set<(news: DeskNews) => void>();
  let last: DeskNews | null = null;
  const told = (news: DeskNews) => {
    last = news;
    for (const listener of listeners) listener(news);
  };
  return {
    ...line,
    told,
    async enqueue(wish) {
      try {
        const news = await backend.enqueue(session_id, wish, AbortSignal.timeout(ENQUEUE_LIMIT_MS));
        told(news);
        return news;
      } catch (fault) {
        if (fault instanceof BackendError && fault.facts['code'] === 'desk_closed')
          return { refused: 'desk_closed' };
        report('A call could not be handed to the desk.', fault);
        return { refused: 'desk_unavailable' };
      }
    },
    summarised(id, summary) {
      const limit = AbortSignal.timeout(SUMMARY_LIMIT_MS);
      backend.putDeskSummary(session_id, id, summary, limit).catch((fault: unknown) => {
        report('A summary could not be kept for the desk.', fault);
      });
    },
    watch(listener) {
      listeners.add(listener);
      if (last) listener(last);
      return () => listeners.delete(listener);
    },
  };
}
