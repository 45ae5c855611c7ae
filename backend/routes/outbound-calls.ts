import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { OutboundCall, OutboundCallRequest } from '../../protocol/outbound-call.ts';
import { atMost } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { BUSY } from '../let-in.ts';
import { addCallOut, askToDial, dialable } from '../place-call.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import { allLinesBusy } from '../store/call-limit.ts';
import { characterAt, newestVersion } from '../store/character-versions.ts';
import { dropUnopened, type SessionRow } from '../store/sessions.ts';

const LARGEST = 16 * 1024;

/** An operator has somebody called; the worker dials, and its first word waits for the answer. */
export function outboundCallRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/calls/outbound',
    summary: 'Calls a number and lets a character speak to whoever answers',
    security: byOperator,
    middleware: [forRole(deps, 'operator'), atMost(LARGEST)] as const,
    request: {
      body: { required: true, content: { 'application/json': { schema: OutboundCallRequest } } },
    },
    responses: {
      201: {
        description: 'The call is on its way; its record tells what became of it',
        content: { 'application/json': { schema: OutboundCall } },
      },
      ...refusals(
        'bad_request',
        'unauthorized',
        'not_dialled',
        'unknown_character',
        'character_disabled',
        'too_large',
        'all_lines_busy',
      ),
    },
  });
  app.openapi(route, async (c) => {
    const request = c.req.valid('json');
    const begun = await begin(deps, request);
    if (isRefusal(begun)) return problem(c, begun);
    const { session_id, room } = begun.session;
    try {
      await askToDial(deps.livekit, begun.session, begun.number);
    } catch (fault) {
      // Whoever hears of a fault calls again: a worker who was asked all the same finds no session.
      if (await deps.store.transaction((tx) => dropUnopened(tx, session_id))) throw fault;
      deps.log.warn(
        { session_id, fault },
        'A worker has the call; that it was asked was not told.',
      );
    }
    return c.json({ session_id, room }, 201);
  });
}

interface Begun {
  session: SessionRow;
  /** As policy lets it be dialled. */
  number: string;
}

async function begin(deps: AppDeps, request: OutboundCallRequest): Promise<Begun | Refusal> {
  const found = dialable(request.number, deps.dialing);
  if (isRefusal(found)) return found;
  const { number } = found;
  return deps.store.run(async (db) => {
    const pin = await newestVersion(db);
    const slug = request.character ?? deps.frontDesk;
    const lead = await characterAt(db, slug, pin);
    if (!lead) return { refused: 'unknown_character', because: `There is no ${slug}.` };
    if (!lead.character.enabled) {
      return { refused: 'character_disabled', because: `${slug} is off.` };
    }
    if (await allLinesBusy(db, deps.mostCalls)) return BUSY;
    const { variables = {} } = request;
    return { session: await addCallOut(db, { number, lead, pin, variables }, deps.now()), number };
  });
}
