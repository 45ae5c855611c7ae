import type { Intent } from '../../protocol/character.ts';
import { choose } from '../../speech/embedded/choose.ts';
import type { Entry, Reply } from '../../speech/embedded/conversation.ts';
import { plainText, type ChatRequest, type Message } from './openai-shapes.ts';

/** A scripted turn: what the model answers, or undefined to leave it to the next script. */
export type Script = (request: ChatRequest) => Partial<Reply> | undefined;

/** Answers as the rule brain would, from the request's own messages and tools. */
export function answerLikeAModel(request: ChatRequest, intents: readonly Intent[]): Reply {
  const worded = wordedSentence(request);
  if (worded !== null) return { say: worded, calls: [] };
  const tools = request.tool_choice === 'none' ? [] : (request.tools ?? []);
  return choose({
    entries: [PRESENTED, ...request.messages.flatMap(entryOf)],
    tools: tools.map(({ function: { name, description = '', parameters } }) => ({
      name,
      description,
      parameters,
    })),
    intents,
    language: 'en',
  });
}

/** Keeps the rule brain from saying that it is the built-in one: here it plays a model. */
const PRESENTED: Entry = { from: 'agent', text: 'built-in assistant' };

function entryOf(message: Message): Entry[] {
  const text = plainText(message.content);
  if (message.role === 'user') return [{ from: 'caller', text }];
  if (message.role === 'tool') return [{ from: 'tool', name: '', output: text }];
  return message.role === 'assistant' && text ? [{ from: 'agent', text }] : [];
}

/** The requests of `speech/model-wording.ts`: one sentence by instruction. */
function wordedSentence({ tools, messages }: ChatRequest): string | null {
  const system = messages[0]?.role === 'system' ? plainText(messages[0].content) : '';
  if (tools) return null;
  const announced = /about to connect the caller to (.+?)\.\n/.exec(system)?.[1];
  if (announced) return `I understand. I am connecting you to ${announced} for that.`;
  const speaker = /^You are (.+?)\. The caller has just been connected/.exec(system)?.[1];
  if (speaker) return `Hello, this is ${speaker}. I know what it is about.`;
  return system.startsWith('Sum up the conversation') ? 'The caller has a question.' : null;
}
