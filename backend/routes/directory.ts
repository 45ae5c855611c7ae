import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { AppDeps } from '../app-deps.ts';
import { type DirectoryLookup, directoryLookup } from '../directory-lookup.ts';
import { etag, listed, ListedEntry } from '../listed-entry.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { problem, refusals } from '../problem.ts';
import { findEntry, listEntries } from '../store/directory.ts';
import { directoryChangeRoutes } from './directory-changes.ts';
import { directoryFileRoutes } from './directory-file.ts';
import { directoryOfCallRoutes } from './directory-of-call.ts';

const PAGE = 50;
const LARGEST_PAGE = 500;
export const LONGEST_QUESTION = 200;

const DirectoryPage = z.object({ entries: z.array(ListedEntry), next: z.string().nullable() });

const params = z.object({ id: z.uuid() });
const one = { 'application/json': { schema: ListedEntry } };

/** Whom callers may ask for by name (D1), as operators keep it and as a worker asks. */
export function directoryRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const lookup = directoryLookup(deps.store);
  directoryOfCallRoutes(app, deps, lookup);
  directoryFileRoutes(app, deps);
  listRoute(app, deps, lookup);
  readRoute(app, deps);
  directoryChangeRoutes(app, deps);
}

const forOperators = (deps: AppDeps) => ({
  security: byOperator,
  middleware: forRole(deps, 'operator'),
});

function listRoute(app: OpenAPIHono, deps: AppDeps, lookup: DirectoryLookup): void {
  const route = createRoute({
    method: 'get',
    path: '/api/directory',
    summary: 'The directory by name; with `q` whom a name as it was heard may mean, best first',
    ...forOperators(deps),
    request: {
      query: z.object({
        q: z.string().trim().min(1).max(LONGEST_QUESTION).optional(),
        limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE),
        /** The `next` of an earlier page; a search has one page. */
        after: z.uuid().optional(),
      }),
    },
    responses: {
      200: {
        description: 'A page of entries',
        content: { 'application/json': { schema: DirectoryPage } },
      },
      ...refusals('bad_request', 'unauthorized'),
    },
  });
  app.openapi(route, async (c) => {
    const { q, limit, after } = c.req.valid('query');
    if (q !== undefined) {
      const found = await lookup.search(q);
      return c.json({ entries: found.slice(0, limit).map(listed), next: null }, 200);
    }
    const rows = await deps.store.run((db) => listEntries(db, { limit, after }));
    const next = rows.length < limit ? null : (rows.at(-1)?.id ?? null);
    return c.json({ entries: rows.map(listed), next }, 200);
  });
}

function readRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/directory/{id}',
    summary: 'One entry',
    ...forOperators(deps),
    request: { params },
    responses: {
      200: { description: 'The entry', content: one },
      ...refusals('bad_request', 'unauthorized', 'unknown_entry'),
    },
  });
  app.openapi(route, async (c) => {
    const row = await deps.store.run((db) => findEntry(db, c.req.valid('param').id));
    if (!row) return problem(c, { refused: 'unknown_entry' });
    c.header('ETag', etag(row));
    return c.json(listed(row), 200);
  });
}
