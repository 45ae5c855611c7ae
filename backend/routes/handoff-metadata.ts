import { createRoute, z, type OpenAPIHono, type RouteConfig } from '@hono/zod-openapi';
import { SessionBundle } from '../../protocol/bundle.ts';
import { Slug } from '../../protocol/slug.ts';
import { serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import type { Casts, PinnedCast } from '../casts.ts';
import { inRounds } from '../in-rounds.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import { bundleTag, sessionBundle } from '../session-bundle.ts';
import { callsNow, type CallNow } from '../store/calls-now.ts';
import type { Db } from '../store/store.ts';

/** The document's own spelling ends in a slash. */
const PATHS = [
  '/api/agents/{slug}/handoff-metadata/',
  '/api/agents/{slug}/handoff-metadata',
] as const;

/** A handoff's target, as the session that asks would meet it. Asking changes nothing. */
export function handoffMetadataRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const config = {
    method: 'get' as const,
    summary: 'The bundle of a character that a call is to be handed to',
    security: [{ service: [] }],
    middleware: serviceOnly(deps.serviceKey),
    request: {
      params: z.object({ slug: Slug }),
      query: z.object({ session_id: z.string() }),
      headers: z.object({ 'if-none-match': z.string().optional() }),
    },
    responses: {
      200: {
        description: 'The same shape that opened the call, with the target as its character',
        content: { 'application/json': { schema: SessionBundle } },
      },
      304: { description: 'The bundle that was warmed is still right' },
      ...refusals(
        'bad_request',
        'unauthorized',
        'unknown_session',
        'unknown_character',
        'foreign_workspace',
        'character_disabled',
      ),
    },
  } satisfies Omit<RouteConfig, 'path'>;

  const callNow = inRounds(async (ids: readonly string[]) => {
    const calls = await deps.store.run((db) => callsNow(db, ids, deps.now()));
    return ids.map((id) => calls.get(id));
  });

  for (const path of PATHS)
    app.openapi(createRoute({ ...config, path, hide: path !== PATHS[0] }), async (c) => {
      const { slug } = c.req.valid('param');
      const { session_id } = c.req.valid('query');
      const known = c.req.valid('header')['if-none-match'];
      const call = await callNow(session_id);
      if (!call || call.session.epoch === 0)
        return problem(c, {
          refused: 'unknown_session',
          because: 'There is no such call, or none was opened.',
        });
      return deps.store.run(async (db) => {
        const cast = await targetOf(db, deps.casts, call, slug);
        if (isRefusal(cast)) return problem(c, cast);
        const tag = bundleTag(cast, call);
        c.header('ETag', tag);
        c.header('Cache-Control', 'private, no-cache');
        if (matches(known, tag)) return c.body(null, 304);
        return c.json(await sessionBundle(db, call, cast, deps), 200);
      });
    });
}

async function targetOf(
  db: Db,
  casts: Casts,
  { session }: CallNow,
  slug: string,
): Promise<PinnedCast | Refusal> {
  const cast = await casts.of(db, slug, session);
  if (!cast) return { refused: 'unknown_character', because: `There is no ${slug}.` };
  const { workspace, enabled } = cast.lead.character;
  if (workspace !== session.workspace)
    return { refused: 'foreign_workspace', because: `${slug} is not in ${session.workspace}.` };
  if (!enabled) return { refused: 'character_disabled', because: `${slug} is off.` };
  return cast;
}

/** Weak comparison (RFC 9110, 13.1.2). */
function matches(header: string | undefined, tag: string): boolean {
  const opaque = (one: string) => one.trim().replace(/^W\//, '');
  const listed = header?.split(',').map(opaque) ?? [];
  return listed.includes('*') || listed.includes(opaque(tag));
}
