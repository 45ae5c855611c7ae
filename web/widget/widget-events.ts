import type { Speaker } from '../room/call-room.ts';
import type { PhaseName } from './call-phase.ts';
import { companyOf, phaseOf, type CallView } from './call-view.ts';
import type { Transcript } from './transcript.ts';

/** `baton-phase`: the call has come to another point. */
export interface PhaseDetail {
  readonly phase: PhaseName;
  readonly agent_name: string | undefined;
  /** Of a call that failed or ended. */
  readonly reason: string | undefined;
}

/** `baton-transcript`: an utterance began or changed. */
export interface TranscriptDetail {
  readonly id: string;
  readonly speaker: Speaker;
  readonly who: string;
  readonly text: string;
  readonly final: boolean;
}

export function announceChanges(element: EventTarget, view: CallView, before: CallView): void {
  const detail = phaseDetail(view);
  const past = phaseDetail(before);
  if (detail.phase !== past.phase || detail.agent_name !== past.agent_name) {
    element.dispatchEvent(event('baton-phase', detail));
  }
  for (const entry of changedEntries(view.transcript, before.transcript)) {
    element.dispatchEvent(event('baton-transcript', entry));
  }
}

function event<T>(name: string, detail: T): CustomEvent<T> {
  return new CustomEvent(name, { detail, bubbles: true, composed: true });
}

function phaseDetail({ phase, ...view }: CallView): PhaseDetail {
  const target = phase.name === 'connecting_to' ? phase.agentName : companyOf(view)?.name;
  const reason = phase.name === 'failed' ? phase.failure : undefined;
  return {
    phase: phaseOf({ phase, ...view }),
    agent_name: target,
    reason: phase.name === 'ended' ? phase.reason : reason,
  };
}

function changedEntries(now: Transcript, before: Transcript): TranscriptDetail[] {
  if (now === before) return [];
  const known = new Map(before.map((entry) => [entry.id, entry]));
  return now
    .filter((entry) => {
      const old = known.get(entry.id);
      return old?.text !== entry.text || old.final !== entry.final || old.who !== entry.who;
    })
    .map(({ id, speaker, who, text, final }) => ({ id, speaker, who, text, final }));
}
