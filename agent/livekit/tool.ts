import { llm } from '@livekit/agents';
import type { Tool, ToolAnswer } from '../../tools/tool.ts';

/** Whether the model says something in the turn under way; settles when the turn does. */
export type Spoke = () => Promise<boolean>;

/** Runs a tool. Never rejects. */
export type RunTool = (
  tool: Tool,
  args: Record<string, unknown>,
  spoke: Promise<boolean>,
) => Promise<ToolAnswer>;

/**
 * Our tool as the framework's. A tool never returns the framework's own handoff: one returned in
 * a batch is lost when another tool of the batch ends later, and two cancel each other.
 */
export function toLivekitTools(
  tools: readonly Tool[],
  run: RunTool,
  spoke: Spoke,
): llm.ToolContextLike {
  return Object.fromEntries(
    tools.map((tool) => [
      tool.name,
      llm.tool({
        description: tool.description,
        parameters: tool.parameters,
        execute: (args) => {
          const turn = spoke();
          return run(tool, args, turn).then((answer) => toModelText(answer, turn));
        },
      }),
    ]),
  );
}

/** What the model is told of an answer; undefined keeps it silent. */
async function toModelText(
  answer: ToolAnswer,
  spoke: Promise<boolean>,
): Promise<string | undefined> {
  if ('refused' in answer) {
    return answer.refused === 'already_connecting' ? undefined : answer.because;
  }
  const { say, unless_spoken } = answer;
  if (say !== undefined || unless_spoken === undefined) return say;
  return (await spoke) ? undefined : unless_spoken;
}
