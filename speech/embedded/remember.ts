import type { Reply, Situation } from './conversation.ts';
import { factsFrom } from './facts.ts';
import { REMEMBER_TOOL } from './tool-output.ts';
import { callerTurn } from './turn.ts';

/**
 * The reply with what the caller has just said of the declared variables, unless a call of the
 * reply carries them. Without a reply, `noted` is said.
 */
export function remembering(
  { entries, tools }: Situation,
  reply: Reply | null,
  noted: string,
): Reply | null {
  const tool = tools.find(({ name }) => name === REMEMBER_TOOL);
  if (reply?.calls.some(({ args }) => 'variables' in args)) return reply;
  const variables = factsFrom(callerTurn(entries), tool);
  if (Object.keys(variables).length === 0) return reply;
  const call = { name: REMEMBER_TOOL, args: { variables } };
  const { say, calls } = reply ?? { say: noted, calls: [] };
  return { say, calls: [...calls, call] };
}
