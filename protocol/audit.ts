import { z } from 'zod';
import { ROLES } from './operator.ts';

/** One act in the console or by the operator's token; kept for good unless days are set (`GET /api/audit`). */
export const AuditEntry = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  /** An operator's name; `token` for the bearer token; null for somebody who is nobody here. */
  who: z.string().nullable(),
  role: z.enum(ROLES).nullable(),
  /** Method and path, as `POST /api/calls/{session_id}/transfer`. */
  act: z.string(),
  /** The ids in the path. */
  on: z.string().nullable(),
  detail: z.string().nullable(),
  /** `done`, or the code of the refusal. */
  outcome: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditPage = z.object({
  entries: z.array(AuditEntry),
  /** Goes into `?before=` for the page after it. */
  next: z.int().nullable(),
});
export type AuditPage = z.infer<typeof AuditPage>;
