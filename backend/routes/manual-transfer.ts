import { randomUUID } from 'node:crypto';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { rateLimiter } from 'hono-rate-limiter';
import { fixedDestination } from '../../call/dialing.ts';
import { ManualTransfer, ManualTransferRequest } from '../../protocol/manual-transfer.ts';
import { atMost } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { problem, refusals, type Refusal } from '../problem.ts';
import { addCommand } from '../store/call-commands.ts';
import { deriveOne } from '../store/events.ts';
import { findSession } from '../store/sessions.ts';
import type { Db } from '../store/store.ts';

const LARGEST = 1024;
/** Of one operator. */
const TRANSFERS_PER_MINUTE = 20;
/** Fewer are an extension, and nobody's (`store/mentions.ts`). */
const OWN_NUMBER_DIGITS = 7;

/** An operator passes a caller on to what was dialled on the console's keypad. */
export function manualTransferRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/calls/{session_id}/transfer',
    summary: 'Asks the worker to put the caller through; its events tell what comes of it',
    security: byOperator,
    middleware: [forRole(deps, 'operator'), limited(), atMost(LARGEST)] as const,
    request: {
      params: z.object({ session_id: z.string() }),
      body: { required: true, content: { 'application/json': { schema: ManualTransferRequest } } },
    },
    responses: {
      202: {
        description: 'The worker is told',
        content: { 'application/json': { schema: ManualTransfer } },
      },
      ...refusals(
        'bad_request',
        'unauthorized',
        'unknown_session',
        'call_over',
        'not_dialled',
        'rate_limited',
      ),
    },
  });
  app.openapi(route, async (c) => {
    const { session_id } = c.req.valid('param');
    const { target } = c.req.valid('json');
    c.set('audited', `dialled ${withoutNumber(target)}`);
    const found = fixedDestination(target, deps.dialing);
    if ('refused' in found) return problem(c, { refused: 'not_dialled', because: found.refused });
    const refusal = await deps.store.run((db) => notNow(db, session_id));
    if (refusal) return problem(c, refusal);
    const attempt_id = randomUUID();
    c.set('audited', `dialled ${withoutNumber(target)}, attempt ${attempt_id}`);
    const command = { type: 'transfer', attempt_id, target } as const;
    await deps.store.run((db) => addCommand(db, session_id, command, deps.now()));
    deps.bell.ring(session_id);
    return c.json({ attempt_id }, 202);
  });
}

/** What the audit has stays when the call and its numbers go: somebody's own number stands in its events only. */
function withoutNumber(target: string): string {
  return target.replace(/\D/g, '').length >= OWN_NUMBER_DIGITS ? 'a number' : target;
}

/** A console that runs wild rings no telephone all day. */
function limited() {
  return rateLimiter({
    windowMs: 60_000,
    limit: TRANSFERS_PER_MINUTE,
    keyGenerator: (c) => c.get('actor').name,
    handler: (c) => problem(c, { refused: 'rate_limited', because: 'Try again in a minute.' }),
  });
}

async function notNow(db: Db, session_id: string): Promise<Refusal | undefined> {
  const session = await findSession(db, session_id);
  if (!session || session.epoch === 0) return { refused: 'unknown_session' };
  const { ended_at } = await deriveOne(db, session);
  return ended_at === null ? undefined : { refused: 'call_over', because: 'The caller has gone.' };
}
