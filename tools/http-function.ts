import { z } from 'zod';
import { CallError } from '../call/call-error.ts';
import { learnFrom, tellAnswer, tellFailure } from '../call/http-answer.ts';
import { buildRequest, type Unbuilt } from '../call/http-tool.ts';
import { renderSentence } from '../call/template.ts';
import { takeVariables } from '../call/variables.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { HttpTool, ToolParameter } from '../protocol/http-tool.ts';
import type { CallView, Tool, ToolAnswer } from './tool.ts';

/** Milliseconds of silence before the caller is told that something is being looked up. */
const A_MOMENT_MS = 600;

const NOT_POSSIBLE = 'That is not possible now. Go on without it.';

/** An HTTP function (T10): a request at another service; what it answers becomes variables. */
export function httpFunction(bundle: SessionBundle, tool: HttpTool): Tool {
  return {
    name: tool.name,
    description: tool.description,
    parameters: z.object(
      Object.fromEntries(
        Object.entries(tool.parameters).map(([name, parameter]) => [name, field(parameter)]),
      ),
    ),
    async run(args, call) {
      try {
        return await ask(bundle, tool, args, call);
      } catch (cause) {
        const fault = new CallError('Its templates do not render.', { tool: tool.name }, cause);
        call.report('An HTTP tool could not make its request.', fault);
        return { say: NOT_POSSIBLE };
      }
    },
  };
}

async function ask(
  bundle: SessionBundle,
  tool: HttpTool,
  args: Record<string, unknown>,
  call: CallView,
): Promise<ToolAnswer> {
  const request = buildRequest(tool, args, call.scope, call.secret);
  if ('lacks' in request) return { say: tellUnbuilt(tool, request, call) };
  const scope = { ...call.scope, ...takeVariables(args, tool.parameters) };
  const waiting = tool.waiting && renderSentence(tool.waiting, scope);
  const moment = setTimeout(() => {
    if (waiting) call.meanwhile(waiting);
  }, A_MOMENT_MS);
  const answer = await call.http.send(request, tool.timeout_ms).finally(() => {
    clearTimeout(moment);
  });
  if ('fault' in answer) return { say: tellFailure(answer, tool.method) };
  const learned = learnFrom(answer.json, tool.output, bundle.character.variables);
  return { say: tellAnswer(answer.json, tool.output, learned), next: { learned } };
}

/** What is missing is asked for; what only an operator can mend is logged. */
function tellUnbuilt(tool: HttpTool, unbuilt: Unbuilt, call: CallView): string {
  if (unbuilt.lacks === 'parameters')
    return `Not done: ask the caller for ${unbuilt.names.join(', ')} first.`;
  const fault = new CallError('Something is missing.', { tool: tool.name, ...unbuilt });
  call.report('An HTTP tool could not make its request.', fault);
  return unbuilt.lacks === 'fitting_url'
    ? 'Not done: a value was missing or was not of the kind that is expected.'
    : NOT_POSSIBLE;
}

function field({ type, description, required }: ToolParameter): z.ZodType {
  const value = type === 'number' ? z.number() : type === 'boolean' ? z.boolean() : z.string();
  const described = description ? value.describe(description) : value;
  return required ? described : described.optional();
}
