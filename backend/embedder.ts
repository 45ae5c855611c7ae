import { verify } from 'hono/jwt';
import { z } from 'zod';
import { Variables } from '../protocol/context.ts';
import type { Refusal } from './problem.ts';

/** What the page that embeds the widget vouches for. */
export interface Vouched {
  user: Variables;
  variables: Variables;
}

const Claims = z.object({
  user: Variables.default({}),
  variables: Variables.default({}),
  /** Without an end, a signature seen once would vouch for its user for ever. */
  exp: z.number(),
});

/** Checks the embedder's JWT (HS256 by `BATON_EMBED_SECRET`). */
export async function readSignature(
  signed: string,
  secret: string | undefined,
): Promise<Vouched | Refusal> {
  if (secret === undefined) return refuse('This backend has no BATON_EMBED_SECRET to check it by.');
  const payload = await verify(signed, secret, 'HS256').catch(() => undefined);
  if (!payload) return refuse('The signature of `signed` is wrong or its time is over.');
  const claims = Claims.safeParse(payload);
  if (!claims.success) return refuse('`signed` needs exp, and user and variables of plain values.');
  return { user: claims.data.user, variables: claims.data.variables };
}

function refuse(because: string): Refusal {
  return { refused: 'unauthorized', because };
}
