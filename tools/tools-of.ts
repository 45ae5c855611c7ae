import type { SessionBundle } from '../protocol/bundle.ts';
import type { BuiltInTool } from '../protocol/character.ts';
import { collectDigits } from './collect-digits.ts';
import { cancelTransfer } from './cancel-transfer.ts';
import { endCall } from './end-call.ts';
import { handoffAgent } from './handoff-agent.ts';
import { httpFunction } from './http-function.ts';
import { takeMessage } from './take-message.ts';
import { telFunction } from './tel-function.ts';
import type { Tool } from './tool.ts';
import { transferCall } from './transfer-call.ts';

const BUILT_IN: Record<BuiltInTool, Tool> = {
  end_call: endCall,
  take_message: takeMessage,
  collect_digits: collectDigits,
};

/** The tools a character owns in this call: its own and no other's. */
export function toolsOf(bundle: SessionBundle): readonly Tool[] {
  const { tools } = bundle.character;
  const tels = tools.flatMap((tool) =>
    typeof tool !== 'string' && tool.type === 'tel' ? [telFunction(bundle, tool)] : [],
  );
  const asked = tools.flatMap((tool) =>
    typeof tool !== 'string' && tool.type === 'http' ? [httpFunction(bundle, tool)] : [],
  );
  const builtIn = tools.flatMap((tool) => (typeof tool === 'string' ? [BUILT_IN[tool]] : []));
  const call = transferCall(bundle);
  const transfers = call ? [call, ...tels] : tels;
  const handoff = handoffAgent(bundle);
  return [
    ...(handoff ? [handoff] : []),
    ...transfers,
    ...(transfers.length > 0 ? [cancelTransfer] : []),
    ...asked,
    ...builtIn,
  ];
}
