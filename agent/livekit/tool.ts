import { llm } from '@livekit/agents';
import type { Tool, ToolAnswer } from '../../tools/tool.ts';

/** Runs a tool and returns what goes back to the model; undefined keeps the model silent. */
export type RunTool = (tool: Tool, args: Record<string, unknown>) => Promise<string | undefined>;

/**
 * Our tool as the framework's. A tool never returns the framework's own handoff: one returned in
 * a batch is lost when another tool of the batch ends later, and two cancel each other.
 */
export function toLivekitTools(tools: readonly Tool[], run: RunTool): llm.ToolContextLike {
  return Object.fromEntries(
    tools.map((tool) => [
      tool.name,
      llm.tool({
        description: tool.description,
        parameters: tool.parameters,
        execute: (args) => run(tool, args),
      }),
    ]),
  );
}

/** What the model is told of an answer. */
export function toModelText(answer: ToolAnswer): string | undefined {
  if (!('refused' in answer)) return answer.say;
  return answer.refused === 'already_connecting' ? undefined : answer.because;
}
