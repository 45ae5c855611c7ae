import { z } from 'zod';

/** A character's id: lower-case words joined by hyphens, as in `billing-specialist`. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens')
  .max(64);
export type Slug = z.infer<typeof Slug>;
