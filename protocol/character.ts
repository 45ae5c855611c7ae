import { z } from 'zod';
import { HandoffTarget, WrittenHandoffTarget } from './handoff-target.ts';
import { HttpTool, ToolName } from './http-tool.ts';
import { Mailbox } from './message.ts';
import { KEYS, Route, RoutingConfig, STAY } from './routing.ts';
import { Slug } from './slug.ts';
import { TransferNumbers, TransferTarget } from './transfer-target.ts';
import { VariableDeclaration, VariableName } from './variable.ts';

export { VARIABLE_TYPES, VariableDeclaration } from './variable.ts';

/** Voice per provider. `speed` 1 is normal; `pitch` shifts the embedded voice (1 is its own). */
export const Voice = z.strictObject({
  openai: z.string().optional(),
  deepgram: z.string().optional(),
  embedded: z.string().optional(),
  speed: z.number().min(0.5).max(2).optional(),
  pitch: z.number().min(0.5).max(2).optional(),
});
export type Voice = z.infer<typeof Voice>;

export const Models = z.strictObject({
  llm: z.string().optional(),
  stt: z.string().optional(),
  tts: z.string().optional(),
});
export type Models = z.infer<typeof Models>;

export const Appearance = z.strictObject({
  avatar: z.string().optional(),
  color: z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, 'a colour such as "#2563eb"')
    .optional(),
});
export type Appearance = z.infer<typeof Appearance>;

/** When a caller who says nothing is asked; what is absent is the deployment's. */
export const Silence = z.strictObject({
  /** 0: never. */
  after_s: z.number().min(0).max(3600).optional(),
  times: z.int().min(1).max(10).optional(),
});

/** What the embedded brain listens for when no model is configured. */
export const Intent = z.strictObject({
  words: z.array(z.string().trim().min(1)).min(1),
  say: z.string().trim().min(1),
  /** Then the digits that the caller presses become this variable (`collect_digits`). */
  collect: z.string().optional(),
});
export type Intent = z.infer<typeof Intent>;

export const BUILT_IN_TOOLS = ['end_call', 'take_message', 'collect_digits'] as const;
export type BuiltInTool = (typeof BUILT_IN_TOOLS)[number];

/** A tool without parameters that transfers to one fixed number or extension (D8). */
export const TelTool = z.strictObject({
  type: z.literal('tel'),
  name: ToolName,
  description: z.string().trim().min(1),
  number: z
    .string()
    .trim()
    .regex(
      /^(\+[1-9]\d{6,14}|[0-9*#]{1,6})$/,
      'a number in E.164, or an extension of up to six keys',
    ),
});
export type TelTool = z.infer<typeof TelTool>;

/** Begins the name of the tool that a transfer rule becomes. */
export const RULE_PREFIX = 'transfer_to_';

/** Names that the house's own tools have. */
const RESERVED = [
  'handoff_agent',
  'transfer_call',
  'cancel_transfer',
  'remember',
  'schedule_callback',
  ...BUILT_IN_TOOLS,
];

const OwnTool = z.discriminatedUnion('type', [TelTool, HttpTool], 'a tool of type tel or http');
const CharacterTool = z.union([z.enum(BUILT_IN_TOOLS), OwnTool]);
export type CharacterTool = z.infer<typeof CharacterTool>;

/** A tool as a person writes it; `outputMapping` is the source document's word for `output`. */
const WrittenTool = z.unknown().transform((written, ctx): CharacterTool => {
  const isObject = typeof written === 'object' && written !== null && !Array.isArray(written);
  const { outputMapping, ...rest } = (isObject ? written : {}) as Record<string, unknown>;
  const aliased = outputMapping !== undefined && !('output' in rest);
  const own = aliased ? { ...rest, output: outputMapping } : written;
  const read = isObject ? OwnTool.safeParse(own) : z.enum(BUILT_IN_TOOLS).safeParse(written);
  if (read.success) return read.data;
  for (const issue of read.error.issues) {
    const [first, ...further] = issue.path;
    const path = aliased && first === 'output' ? ['outputMapping', ...further] : issue.path;
    ctx.issues.push({ ...issue, path, input: written } as never);
  }
  return z.NEVER;
});

const Tools = z.array(CharacterTool).superRefine(namedOnce);
const WrittenTools = z.array(WrittenTool).superRefine(namedOnce);

function namedOnce(tools: readonly CharacterTool[], context: z.RefinementCtx): void {
  const taken = new Set<string>(RESERVED);
  for (const [index, tool] of tools.entries()) {
    if (typeof tool === 'string') continue;
    if (taken.has(tool.name) || tool.name.startsWith(RULE_PREFIX)) {
      const message = `a name that no other tool has (not ${tool.name})`;
      context.addIssue({ code: 'custom', path: [index, 'name'], message });
    }
    taken.add(tool.name);
  }
}

const shared = {
  name: z.string().trim().min(1).max(80),
  description: z.string().trim().min(1),
  workspace: z.string().trim().min(1).default('default'),
  enabled: z.boolean().default(true),
  language: z.string().min(2).default('en'),
  greeting: z.string().trim().min(1),
  takeover_greeting: z.string().trim().min(1).optional(),
  /** First words of a call that the caller has asked for (R7). */
  callback_greeting: z.string().trim().min(1).optional(),
  voice: Voice.default({}),
  models: Models.default({}),
  appearance: Appearance.default({}),
  silence: Silence.optional(),
  variables: z.record(VariableName, VariableDeclaration).default({}),
  intents: z.array(Intent).default([]),
  transfer_targets: z.array(TransferTarget).default([]),
  transfer_numbers: TransferNumbers.default({}),
  agent_desk_enabled: z.boolean().default(false),
  /** Where messages for this character go: an e-mail address or a number. */
  mailbox: z.string().trim().min(1).optional(),
  routing_config: RoutingConfig.optional(),
  /** This character's own keys ("for English press 1"); they go before the global ones. */
  keys: z.partialRecord(z.enum(KEYS), z.union([z.literal(STAY), Slug])).default({}),
  /** Taken in order after a variable changed, without the model. */
  routes: z.array(Route).default([]),
};

/** The front matter of `characters/<slug>.md`, as a person writes it. */
export const CharacterFrontMatter = z.strictObject({
  ...shared,
  mailbox: Mailbox.optional(),
  tools: WrittenTools.default([]),
  handoff_targets: z.array(WrittenHandoffTarget).default([]),
});

/** A whole character, prompt included. It holds a prompt: it never reaches a browser. */
export const Character = z.object({
  ...shared,
  slug: Slug,
  tools: Tools.default([]),
  handoff_targets: z.array(HandoffTarget).default([]),
  prompt: z.string().min(1),
});
export type Character = z.infer<typeof Character>;
