import type { Context, TypedResponse } from 'hono';
import { Problem, type ProblemCode } from '../protocol/problem.ts';

const KINDS = {
  bad_request: [400, 'The request is not as expected'],
  unauthorized: [401, 'The key is missing or wrong'],
  wrong_credentials: [401, 'Name or password is wrong'],
  forbidden_origin: [403, 'This page may not start a call'],
  forbidden_role: [403, 'Your role does not allow this'],
  forged: [403, 'The request does not come from the console'],
  foreign_workspace: [403, 'The character belongs to another workspace'],
  unknown_character: [404, 'There is no such character'],
  unknown_session: [404, 'There is no such session'],
  unknown_callback: [404, 'There is no such callback'],
  unknown_message: [404, 'There is no such message'],
  unknown_version: [404, 'There is no such version'],
  unknown_entry: [404, 'There is no such entry'],
  not_found: [404, 'There is nothing here'],
  not_dialled: [409, 'That number is not dialled'],
  not_waiting: [409, 'It does not wait any more'],
  already_claimed: [409, 'Somebody else has taken the call'],
  not_yours: [409, 'You do not have this call in hand'],
  desk_closed: [409, 'Nobody is at the desk'],
  call_over: [409, 'The call is over'],
  lease_lost: [409, 'The worker does not hold the call'],
  not_deliverable: [409, 'The message cannot be delivered anywhere'],
  taken: [409, 'Another entry has that username'],
  character_disabled: [409, 'The character is disabled'],
  wrong_character: [422, 'The character cannot be used as it is written'],
  changed_meanwhile: [412, 'Somebody else has changed it'],
  too_large: [413, 'The request is too large'],
  unconditional: [428, 'If-Match is missing'],
  rate_limited: [429, 'Too many requests'],
  all_lines_busy: [503, 'All lines are busy'],
  internal: [500, 'Something went wrong here'],
} as const satisfies Record<ProblemCode, readonly [number, string]>;

type ProblemStatus = (typeof KINDS)[ProblemCode][0];

/** A refusal is a value: a code, and a sentence for whoever reads the answer. */
export interface Refusal {
  refused: ProblemCode;
  because?: string;
  errors?: Problem['errors'];
}

export function isRefusal(value: object): value is Refusal {
  return 'refused' in value;
}

/** Answers a refusal as `application/problem+json`. */
export function problem(
  c: Context,
  refusal: Refusal,
): Response & TypedResponse<Problem, ProblemStatus, 'json'> {
  const [status, title] = KINDS[refusal.refused];
  c.set('refused', refusal.refused);
  const body: Problem = {
    type: 'about:blank',
    title,
    status,
    code: refusal.refused,
    ...(refusal.because && { detail: refusal.because }),
    ...(refusal.errors && { errors: refusal.errors }),
  };
  return c.json(body, status, { 'Content-Type': 'application/problem+json' });
}

/** What OpenAPI says of a route that may refuse; the answer is always a Problem. */
export function refusals(...codes: ProblemCode[]) {
  const of = (description: string) => ({
    description,
    content: { 'application/problem+json': { schema: Problem } },
  });
  const byStatus: Record<string, ReturnType<typeof of>> = {};
  for (const code of codes) {
    const status = String(KINDS[code][0]);
    const said = byStatus[status]?.description;
    byStatus[status] = of(said ? `${said}, \`${code}\`` : `\`${code}\``);
  }
  // Typed as `default` alone: the statuses are for the reader of the document.
  return { ...byStatus, default: of('`internal`') };
}
