import type { Facts } from '../call/condition.ts';
import { rulesOf } from '../call/rules.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { BuiltInTool } from '../protocol/character.ts';
import { collectDigits } from './collect-digits.ts';
import { cancelTransfer } from './cancel-transfer.ts';
import { endCall } from './end-call.ts';
import { findPerson } from './find-person.ts';
import { handoffAgent } from './handoff-agent.ts';
import { httpFunction } from './http-function.ts';
import { remember } from './remember.ts';
import { scheduleCallback } from './schedule-callback.ts';
import { takeMessage } from './take-message.ts';
import { telFunction } from './tel-function.ts';
import type { Tool } from './tool.ts';
import { transferCall } from './transfer-call.ts';
import { transferRule } from './transfer-rule.ts';

const BUILT_IN: Record<BuiltInTool, (bundle: SessionBundle) => Tool> = {
  end_call: () => endCall,
  take_message: () => takeMessage,
  collect_digits: collectDigits,
};

/** The tools a character owns in this call, by what is known now: its own and no other's. */
export function toolsOf(bundle: SessionBundle, facts: Facts): readonly Tool[] {
  const { tools, routing_config } = bundle.character;
  const written = tools.flatMap((tool) =>
    typeof tool !== 'string' && tool.type === 'tel' ? [telFunction(tool)] : [],
  );
  const asked = tools.flatMap((tool) =>
    typeof tool !== 'string' && tool.type === 'http' ? [httpFunction(bundle, tool)] : [],
  );
  const rules = rulesOf(bundle, facts).map((rule) => transferRule(bundle, rule));
  const calls = [transferCall(bundle), findPerson(bundle), ...written].filter(
    (tool) => tool !== null,
  );
  const cancels = calls.length > 0 || rules.length > 0 || bundle.l3_number !== null;
  const calls_back = routing_config?.after_hours_fallback === 'callback';
  return [
    handoffAgent(bundle, facts),
    ...rules,
    ...calls,
    cancels ? cancelTransfer : null,
    remember(bundle),
    calls_back ? scheduleCallback : null,
    ...asked,
    ...builtInOf(bundle).map((name) => BUILT_IN[name](bundle)),
  ].filter((tool) => tool !== null);
}

/** Where a call can be refused for good, somebody must be able to take a message (R3, R6). */
function builtInOf({ character, routing, targets }: SessionBundle): readonly BuiltInTool[] {
  const written = character.tools.filter((tool) => typeof tool === 'string');
  const closes = Object.values(targets).some(({ hours }) => hours !== null);
  const routed = routing !== null || character.routing_config !== undefined || closes;
  return routed && !written.includes('take_message') ? [...written, 'take_message'] : written;
}
