import { z } from 'zod';

export const CONTEXT_MODES = ['full', 'turns', 'summary', 'none'] as const;

/** How much of the conversation travels with a handoff (T4). */
export const ContextPolicy = z
  .strictObject({
    mode: z.enum(CONTEXT_MODES).default('full'),
    turns: z.int().min(1).max(200).optional(),
  })
  .refine((policy) => (policy.mode === 'turns') === (policy.turns !== undefined), {
    path: ['turns'],
    message: 'mode "turns" needs turns: N, and no other mode takes it',
  });
export type ContextPolicy = z.infer<typeof ContextPolicy>;

/** A value of a call variable. */
export const Scalar = z.union([z.string(), z.number(), z.boolean()]);
export type Scalar = z.infer<typeof Scalar>;

export const Variables = z.record(z.string(), Scalar);
export type Variables = z.infer<typeof Variables>;
