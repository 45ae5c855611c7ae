import { z } from 'zod';

/** OpenAI's published request shapes, as far as a voice agent uses them; unknown fields refused. */

const Text = z.union([
  z.string(),
  z.array(z.strictObject({ type: z.literal('text'), text: z.string() })).min(1),
]);

const ToolCall = z.strictObject({
  id: z.string().min(1),
  type: z.literal('function'),
  function: z.strictObject({ name: z.string().min(1), arguments: z.string() }),
});

export const Message = z.discriminatedUnion('role', [
  z.strictObject({ role: z.literal('system'), content: Text, name: z.string().optional() }),
  z.strictObject({ role: z.literal('developer'), content: Text, name: z.string().optional() }),
  z.strictObject({ role: z.literal('user'), content: Text, name: z.string().optional() }),
  z.strictObject({
    role: z.literal('assistant'),
    content: Text.nullable().optional(),
    name: z.string().optional(),
    refusal: z.string().nullable().optional(),
    tool_calls: z.array(ToolCall).min(1).optional(),
  }),
  z.strictObject({ role: z.literal('tool'), content: Text, tool_call_id: z.string().min(1) }),
]);
export type Message = z.infer<typeof Message>;

const FunctionTool = z.strictObject({
  type: z.literal('function'),
  function: z.strictObject({
    name: z.string().regex(/^[a-zA-Z0-9_-]{1,64}$/),
    description: z.string().optional(),
    parameters: z.looseObject({ type: z.literal('object') }).optional(),
    strict: z.boolean().nullable().optional(),
  }),
});

export const ChatRequest = z
  .strictObject({
    model: z.string().min(1),
    messages: z.array(Message).min(1),
    tools: z.array(FunctionTool).min(1).optional(),
    tool_choice: z
      .union([
        z.enum(['none', 'auto', 'required']),
        z.strictObject({
          type: z.literal('function'),
          function: z.strictObject({ name: z.string() }),
        }),
      ])
      .optional(),
    parallel_tool_calls: z.boolean().optional(),
    stream: z.literal(true),
    stream_options: z.strictObject({ include_usage: z.boolean() }).optional(),
    temperature: z.number().min(0).max(2).optional(),
    top_p: z.number().min(0).max(1).optional(),
    max_completion_tokens: z.int().min(1).optional(),
    reasoning_effort: z.enum(['none', 'minimal', 'low', 'medium', 'high', 'xhigh']).optional(),
    metadata: z.record(z.string(), z.string()).optional(),
    user: z.string().optional(),
    store: z.boolean().optional(),
    service_tier: z.string().optional(),
  })
  .superRefine(({ tools, tool_choice, parallel_tool_calls, messages }, ctx) => {
    if (!tools && (tool_choice !== undefined || parallel_tool_calls !== undefined)) {
      ctx.addIssue({ code: 'custom', path: ['tools'], message: 'only allowed with tools' });
    }
    const fault = toolPairFault(messages);
    if (fault) ctx.addIssue({ code: 'custom', path: ['messages'], message: fault });
  });
export type ChatRequest = z.infer<typeof ChatRequest>;

/** Each tool call is answered right after its message, and each answer has its call. */
function toolPairFault(messages: readonly Message[]): string | null {
  let open = new Set<string>();
  for (const message of messages) {
    if (message.role === 'tool') {
      if (!open.delete(message.tool_call_id)) {
        return "messages with role 'tool' must be a response to a preceding message with 'tool_calls'";
      }
      continue;
    }
    if (open.size > 0) break;
    open = new Set(message.role === 'assistant' ? message.tool_calls?.map(({ id }) => id) : []);
  }
  if (open.size === 0) return null;
  return "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'";
}

const VOICES = [
  'alloy',
  'ash',
  'ballad',
  'cedar',
  'coral',
  'echo',
  'fable',
  'marin',
  'nova',
  'onyx',
  'sage',
  'shimmer',
  'verse',
] as const;

export const SpeechRequest = z.strictObject({
  model: z.string().min(1),
  input: z.string().min(1).max(4096),
  voice: z.enum(VOICES),
  instructions: z.string().max(4096).optional(),
  response_format: z.literal('pcm'),
  speed: z.number().min(0.25).max(4).optional(),
});
export type SpeechRequest = z.infer<typeof SpeechRequest>;

export const TranscriptionRequest = z.strictObject({
  file: z.instanceof(Blob),
  model: z.string().min(1),
  language: z.string().min(2).optional(),
  prompt: z.string().optional(),
  response_format: z.literal('json').optional(),
  temperature: z.coerce.number().min(0).max(1).optional(),
});

export function plainText(content: Message['content'] | undefined): string {
  if (typeof content === 'string') return content;
  return content?.map(({ text }) => text).join(' ') ?? '';
}
