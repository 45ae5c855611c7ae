import type { SessionBundle } from '../protocol/bundle.ts';
import { endCall } from './end-call.ts';
import { handoffAgent } from './handoff-agent.ts';
import type { Tool } from './tool.ts';

/** The tools a character owns in this call: its own and no other's. */
export function toolsOf(bundle: SessionBundle): readonly Tool[] {
  const handoff = handoffAgent(bundle);
  return [
    ...(handoff ? [handoff] : []),
    ...(bundle.character.tools.includes('end_call') ? [endCall] : []),
  ];
}
