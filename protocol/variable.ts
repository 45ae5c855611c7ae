import { z } from 'zod';

export const VARIABLE_TYPES = ['string', 'number', 'boolean'] as const;

/** A variable that the model may fill in (T3). */
export const VariableDeclaration = z.strictObject({
  type: z.enum(VARIABLE_TYPES).default('string'),
  description: z.string().optional(),
});
export type VariableDeclaration = z.infer<typeof VariableDeclaration>;

export const VariableName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and _');
