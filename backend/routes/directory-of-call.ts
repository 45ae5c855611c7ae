import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { DirectoryEntry, DirectoryMatches } from '../../protocol/directory.ts';
import { serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import type { DirectoryLookup } from '../directory-lookup.ts';
import { entryOf } from '../listed-entry.ts';
import { problem, refusals, type Refusal } from '../problem.ts';
import { findEntry } from '../store/directory.ts';
import { findSession } from '../store/sessions.ts';

const LONGEST_QUESTION = 200;
const UNKNOWN: Refusal = { refused: 'unknown_session', because: 'There is no such session.' };

/** A worker asks for a name that a caller has said: the directory stays here. */
export function directoryOfCallRoutes(
  app: OpenAPIHono,
  deps: AppDeps,
  lookup: DirectoryLookup,
): void {
  askRoute(app, deps, lookup);
  entryRoute(app, deps);
}

function askRoute(app: OpenAPIHono, deps: AppDeps, lookup: DirectoryLookup): void {
  const route = createRoute({
    method: 'get',
    path: '/api/calls/{session_id}/directory',
    summary: 'Whom a name as it was heard may mean: no numbers',
    security: [{ service: [] }],
    middleware: serviceOnly(deps.serviceKey),
    request: {
      params: z.object({ session_id: z.string() }),
      query: z.object({ q: z.string().max(LONGEST_QUESTION) }),
    },
    responses: {
      200: {
        description: 'One, several to be asked about, or none',
        content: { 'application/json': { schema: DirectoryMatches } },
      },
      ...refusals('bad_request', 'unauthorized', 'unknown_session'),
    },
  });
  app.openapi(route, async (c) => {
    const { session_id } = c.req.valid('param');
    if (!(await deps.store.run((db) => findSession(db, session_id)))) return problem(c, UNKNOWN);
    c.header('Cache-Control', 'no-store');
    return c.json(await lookup.decide(c.req.valid('query').q), 200);
  });
}

function entryRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/calls/{session_id}/directory/{id}',
    summary: 'An entry that a caller is put through to',
    security: [{ service: [] }],
    middleware: serviceOnly(deps.serviceKey),
    request: { params: z.object({ session_id: z.string(), id: z.uuid() }) },
    responses: {
      200: {
        description: 'The entry',
        content: { 'application/json': { schema: DirectoryEntry } },
      },
      ...refusals('bad_request', 'unauthorized', 'unknown_session', 'unknown_entry'),
    },
  });
  app.openapi(route, async (c) => {
    const { session_id, id } = c.req.valid('param');
    const { session, row } = await deps.store.run(async (db) => ({
      session: await findSession(db, session_id),
      row: await findEntry(db, id),
    }));
    if (!session) return problem(c, UNKNOWN);
    if (!row?.enabled) return problem(c, { refused: 'unknown_entry' });
    c.header('Cache-Control', 'no-store');
    return c.json(entryOf(row), 200);
  });
}
