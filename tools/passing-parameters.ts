import { z } from 'zod';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { VariableDeclaration } from '../protocol/character.ts';
import type { Slug } from '../protocol/slug.ts';
import { textOf } from './text-argument.ts';

type Declared = Readonly<Record<string, VariableDeclaration>>;

/** The variables that may ride along: the character's own and those of whom it passes on to (T3). */
export function declaredVariables(bundle: SessionBundle, slugs: readonly Slug[]): Declared {
  const declared: Record<string, VariableDeclaration> = { ...bundle.character.variables };
  for (const slug of slugs) Object.assign(declared, bundle.targets[slug]?.variables);
  return declared;
}

/** Parameters of a tool that passes the caller on: why, and what is already known. */
export function reasonAnd(declared: Declared): z.ZodObject {
  const base = z.object({
    reason: z
      .string()
      .optional()
      .describe('What the caller wants, as a short noun phrase: "a question about an invoice"'),
  });
  return withVariables(base, declared);
}

export function withVariables(base: z.ZodObject, declared: Declared): z.ZodObject {
  if (Object.keys(declared).length === 0) return base;
  const variables = variablesObject(declared)
    .optional()
    .describe('What the caller has already said of these; leave out what is not known');
  return base.extend({ variables });
}

/** The declared variables, each by its type and all of them optional. */
export function variablesObject(declared: Declared): z.ZodObject {
  const fields = Object.entries(declared).map(([name, { type, description }]) => {
    const value = type === 'number' ? z.number() : type === 'boolean' ? z.boolean() : z.string();
    return [name, (description ? value.describe(description) : value).optional()] as const;
  });
  return z.object(Object.fromEntries(fields));
}

export function reasonOf(args: Readonly<Record<string, unknown>>): string {
  return textOf(args['reason']) ?? '';
}
