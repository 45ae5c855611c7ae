import { z } from 'zod';
import { WrittenCondition } from './condition.ts';
import { ContextPolicy } from './context.ts';
import { WrittenKey } from './routing.ts';
import { Slug } from './slug.ts';

export const MESSAGE_TYPES = ['static', 'prompt'] as const;

/** What is said before the handoff (T1): spoken as written, or worded by the model. */
export const TransferMessage = z.strictObject({
  type: z.enum(MESSAGE_TYPES).default('static'),
  text: z.string().trim().min(1),
});
export type TransferMessage = z.infer<typeof TransferMessage>;

/** Milliseconds from the decision until the target must be ready (T2). */
const Timeout = z.int().min(1000).max(60_000);
const DEFAULT_TIMEOUT_MS = 30_000;

/** Makes a target reachable from every character of the workspace: by key, in words, or both (T8). */
export const GlobalTrigger = z
  .strictObject({ dtmf: WrittenKey.optional(), condition: z.string().trim().min(1).optional() })
  .refine(({ dtmf, condition }) => dtmf !== undefined || condition !== undefined, {
    message: 'a key (dtmf), a condition in words (condition), or both',
  });
export type GlobalTrigger = z.infer<typeof GlobalTrigger>;

/** A target as the worker sees it: one shape, whichever spelling the file used. */
export const HandoffTarget = z.strictObject({
  slug: Slug,
  label: z.string().optional(),
  description: z.string().trim().min(1).optional(),
  message: TransferMessage.optional(),
  timeout_ms: Timeout.default(DEFAULT_TIMEOUT_MS),
  /** Absent: what the character's routing says, see `call/rules.ts`. */
  context: ContextPolicy.optional(),
  /** The target is closed unless this holds. */
  when: WrittenCondition.optional(),
  global: GlobalTrigger.optional(),
});
export type HandoffTarget = z.infer<typeof HandoffTarget>;

/** Our spelling: a bare string is a static message, an absent one a silent handoff. */
const OwnSpelling = HandoffTarget.extend({
  message: z
    .union([z.string().trim().min(1), TransferMessage])
    .transform((message): TransferMessage =>
      typeof message === 'string' ? { type: 'static', text: message } : message,
    )
    .optional(),
});

/** The node fields of the source document; `transitions` and `position` have no effect here. */
const NodeSpelling = z
  .strictObject({
    type: z.literal('transfer_agent').optional(),
    agentId: Slug,
    label: z.string().optional(),
    description: z.string().trim().min(1).optional(),
    transferMessage: z.string().trim().optional(),
    transferMessageType: z.enum(MESSAGE_TYPES).default('static'),
    timeout: Timeout.default(DEFAULT_TIMEOUT_MS),
    isGlobal: z.boolean().default(false),
    globalConditionType: z.enum(['prompt', 'dtmf']).optional(),
    globalCondition: z.string().trim().min(1).optional(),
    globalDtmfKey: WrittenKey.optional(),
    transitions: z.array(z.unknown()).optional(),
    position: z.unknown().optional(),
  })
  .superRefine((node, context) => {
    if (!node.isGlobal) return;
    const missing = (path: string, message: string) => {
      context.addIssue({ code: 'custom', path: [path], message });
    };
    const { globalConditionType: kind, globalDtmfKey: key, globalCondition: words } = node;
    if (kind === 'dtmf' && key === undefined) missing('globalDtmfKey', 'a key: 0 to 9, * or #');
    if (kind === 'prompt' && words === undefined)
      missing('globalCondition', 'the condition in words');
    if (!kind && key === undefined && words === undefined)
      missing('globalDtmfKey', 'a key, or globalCondition');
  })
  .transform((node): HandoffTarget => ({
    slug: node.agentId,
    ...(node.label && { label: node.label }),
    ...(node.description && { description: node.description }),
    ...(node.transferMessage && {
      message: { type: node.transferMessageType, text: node.transferMessage },
    }),
    timeout_ms: node.timeout,
    ...(node.isGlobal && { global: globalOf(node) }),
  }));

/** The type says which of the two counts; without one, whichever is there. */
function globalOf(node: {
  globalConditionType?: 'prompt' | 'dtmf' | undefined;
  globalCondition?: string | undefined;
  globalDtmfKey?: GlobalTrigger['dtmf'];
}): GlobalTrigger {
  const { globalConditionType: kind, globalCondition, globalDtmfKey } = node;
  return {
    ...(kind !== 'prompt' && globalDtmfKey && { dtmf: globalDtmfKey }),
    ...(kind !== 'dtmf' && globalCondition && { condition: globalCondition }),
  };
}

/** A target as a person writes it in a character file. */
export const WrittenHandoffTarget = z.unknown().transform((written, ctx): HandoffTarget => {
  const isNode = typeof written === 'object' && written !== null && 'agentId' in written;
  const read = (isNode ? NodeSpelling : OwnSpelling).safeParse(written);
  if (read.success) return read.data;
  for (const issue of read.error.issues) ctx.issues.push({ ...issue, input: written } as never);
  return z.NEVER;
});
