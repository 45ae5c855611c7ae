import { randomUUID } from 'node:crypto';
import type { Reply } from '../../speech/embedded/conversation.ts';
import type { ChatRequest } from './openai-shapes.ts';

const TEXT_PIECE = 9;
const ARGUMENT_PIECE = 7;

/** A reply as the server-sent events of a streamed chat completion. */
export function* completionEvents(request: ChatRequest, reply: Reply): Generator<string> {
  const base = {
    id: `chatcmpl-${randomUUID()}`,
    object: 'chat.completion.chunk',
    created: 1_700_000_000,
    model: request.model,
  };
  const usage = request.stream_options?.include_usage ? { usage: null } : {};
  const event = (delta: object, finish_reason: string | null = null) =>
    data({ ...base, choices: [{ index: 0, delta, logprobs: null, finish_reason }], ...usage });
  yield event({ role: 'assistant', content: reply.say === '' ? null : '', refusal: null });
  for (const content of pieces(reply.say, TEXT_PIECE)) yield event({ content });
  for (const [index, { name, args }] of reply.calls.entries()) {
    const call = { id: `call_${randomUUID()}`, type: 'function' };
    yield event({ tool_calls: [{ index, ...call, function: { name, arguments: '' } }] });
    for (const piece of pieces(JSON.stringify(args), ARGUMENT_PIECE)) {
      yield event({ tool_calls: [{ index, function: { arguments: piece } }] });
    }
  }
  yield event({}, reply.calls.length > 0 ? 'tool_calls' : 'stop');
  if (request.stream_options?.include_usage) {
    yield data({ ...base, choices: [], usage: countOf(request, reply) });
  }
  yield 'data: [DONE]\n\n';
}

function data(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function pieces(text: string, length: number): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${String(length)}}`, 'g')) ?? [];
}

function countOf(request: ChatRequest, reply: Reply) {
  const prompt_tokens = Math.ceil(JSON.stringify(request.messages).length / 4);
  const completion_tokens = Math.ceil(JSON.stringify(reply).length / 4);
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}
