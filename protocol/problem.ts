import { z } from 'zod';

/** Stable error codes of the HTTP contract; the sentence in `detail` may change, these may not. */
export const PROBLEM_CODES = [
  'bad_request',
  'unauthorized',
  'wrong_credentials',
  'forbidden_origin',
  'forbidden_role',
  'forged',
  'foreign_workspace',
  'unknown_character',
  'unknown_session',
  'unknown_callback',
  'unknown_message',
  'unknown_version',
  'unknown_entry',
  'character_disabled',
  'not_dialled',
  'not_waiting',
  'already_claimed',
  'not_yours',
  'desk_closed',
  'call_over',
  'lease_lost',
  'not_deliverable',
  'taken',
  'wrong_character',
  'changed_meanwhile',
  'unconditional',
  'rate_limited',
  'too_large',
  'all_lines_busy',
  'not_found',
  'internal',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/** `application/problem+json` (RFC 9457) with a stable `code`. */
export const Problem = z.object({
  type: z.string().default('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.enum(PROBLEM_CODES),
  detail: z.string().optional(),
  /** Where the input was wrong: a path and what was expected there. */
  errors: z
    .array(
      z.object({
        path: z.string(),
        expected: z.string(),
        /** Of a text: where in it, both from 1. */
        line: z.int().optional(),
        column: z.int().optional(),
      }),
    )
    .optional(),
});
export type Problem = z.infer<typeof Problem>;
