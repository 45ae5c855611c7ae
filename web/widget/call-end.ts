import type { EndReason, Phase } from './call-phase.ts';
import type { CallView } from './call-view.ts';
import { finish } from './transcript.ts';

export function giveUp(view: CallView): CallView {
  if (view.phase.name !== 'waiting_for_agent') return view;
  return fail(view, view.met ? 'agent_lost' : 'no_agent');
}

export function close(view: CallView, why: 'over' | 'replaced' | 'lost'): CallView {
  if (why === 'lost') return fail(view, 'connection_lost');
  return end(view, why === 'over' ? 'agent' : 'replaced');
}

export function end(view: CallView, reason: EndReason): CallView {
  return settle(view, { name: 'ended', reason });
}

export function fail(
  view: CallView,
  failure: Extract<Phase, { name: 'failed' }>['failure'],
): CallView {
  return settle(view, { name: 'failed', failure });
}

function settle(view: CallView, phase: Phase): CallView {
  return {
    ...view,
    phase,
    reconnecting: false,
    soundBlocked: false,
    transcript: finish(view.transcript),
  };
}
