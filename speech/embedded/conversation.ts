import type { Intent } from '../../protocol/character.ts';

/** A tool on offer, as a model is told of it. */
export interface OfferedTool {
  readonly name: string;
  readonly description: string;
  /** JSON schema of the arguments. */
  readonly parameters: unknown;
}

/** One entry of a conversation, oldest first. */
export type Entry =
  | { readonly from: 'caller'; readonly text: string }
  | { readonly from: 'agent'; readonly text: string }
  | { readonly from: 'tool'; readonly name: string; readonly output: string };

/** All the brain knows when it has to answer. */
export interface Situation {
  readonly entries: readonly Entry[];
  readonly tools: readonly OfferedTool[];
  readonly intents: readonly Intent[];
  /** BCP 47, as in the character's file. */
  readonly language: string;
}

export interface ToolCall {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What to do: words, tool calls, both, or neither. */
export interface Reply {
  readonly say: string;
  readonly calls: readonly ToolCall[];
}
