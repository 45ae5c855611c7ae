import { randomUUID } from 'node:crypto';
import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { rateLimiter } from 'hono-rate-limiter';
import { SessionRequest, SessionResponse } from '../../protocol/session.ts';
import { atMost } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { clientAddress } from '../client-address.ts';
import { BUSY } from '../let-in.ts';
import { readSignature, type Vouched } from '../embedder.ts';
import { widgetOrigins } from '../origin.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import { characterAt, newestVersion } from '../store/character-versions.ts';
import { allLinesBusy } from '../store/call-limit.ts';
import { addSession, type SessionRow } from '../store/sessions.ts';
import type { Character } from '../../protocol/character.ts';

const LARGEST = 16 * 1024;
const MINUTE_MS = 60_000;

const route = createRoute({
  method: 'post',
  path: '/api/sessions',
  summary: 'A caller on a page asks for a call',
  request: {
    body: { required: true, content: { 'application/json': { schema: SessionRequest } } },
  },
  responses: {
    200: {
      description: 'A room of its own, and a token for it',
      content: { 'application/json': { schema: SessionResponse } },
    },
    ...refusals(
      'bad_request',
      'unauthorized',
      'forbidden_origin',
      'unknown_character',
      'character_disabled',
      'too_large',
      'rate_limited',
      'all_lines_busy',
    ),
  },
});

export function sessionRoutes(app: OpenAPIHono, deps: AppDeps): void {
  app.use('/api/sessions', ...widgetOrigins(deps.allowedOrigins), limited(deps), atMost(LARGEST));
  app.openapi(route, async (c) => {
    const begun = await begin(deps, c.req.valid('json'));
    if (isRefusal(begun)) return problem(c, begun);
    const { session, identity, character } = begun;
    const answer: SessionResponse = {
      session_id: session.session_id,
      url: deps.livekit.url,
      token: await deps.livekit.callerToken({ ...session, identity }),
      agent_name: character.name,
      appearance: character.appearance,
    };
    c.header('Cache-Control', 'no-store');
    return c.json(answer, 200);
  });
}

function limited(deps: AppDeps) {
  return rateLimiter({
    windowMs: MINUTE_MS,
    limit: deps.sessionsPerMinute,
    standardHeaders: 'draft-7',
    keyGenerator: clientAddress,
    handler: (c) => problem(c, { refused: 'rate_limited', because: 'Try again in a minute.' }),
  });
}

interface Begun {
  session: SessionRow;
  /** Of the caller's participant. */
  identity: string;
  character: Character;
}

async function begin(deps: AppDeps, request: SessionRequest): Promise<Begun | Refusal> {
  const nobody: Vouched = { user: {}, variables: {} };
  const vouched =
    request.signed === undefined ? nobody : await readSignature(request.signed, deps.embedSecret);
  if (isRefusal(vouched)) return vouched;
  return deps.store.run(async (db) => {
    const pin = await newestVersion(db);
    const slug = request.character ?? deps.frontDesk;
    const found = await characterAt(db, slug, pin);
    if (!found) return { refused: 'unknown_character', because: `There is no ${slug}.` };
    const { character } = found;
    if (!character.enabled) return { refused: 'character_disabled', because: `${slug} is off.` };
    // Told on the page at once; where two come for the last line, the worker tells the second.
    if (await allLinesBusy(db, deps.mostCalls)) return BUSY;
    const identity = `caller-${randomUUID()}`;
    const session = await addSession(
      db,
      {
        workspace: character.workspace,
        channel: 'web',
        room: `call-${randomUUID()}`,
        first_character: slug,
        caller_identity: identity,
        pin,
        verified: vouched.user,
        // What a page says unsigned: good for a greeting, never for a decision.
        visitor: { ...request.variables, ...request.user },
        variables: vouched.variables,
      },
      deps.now(),
    );
    return { session, identity, character };
  });
}
