import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { atMost } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { readDirectoryCsv, spellFault, writeDirectoryCsv } from '../directory-csv.ts';
import { entryOf } from '../listed-entry.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { problem, refusals } from '../problem.ts';
import { allEntries, replaceEntries } from '../store/directory.ts';

/** Twenty thousand entries with all there is to say of each. */
const LARGEST = 8 * 1024 * 1024;
const PATH = '/api/directory.csv';
const csv = { 'text/csv': { schema: z.any().openapi({ type: 'string' }) } };
const count = z.int().min(0);
const Imported = z.object({ added: count, changed: count, removed: count, unchanged: count });

/** The whole directory as one file, for a spreadsheet. */
export function directoryFileRoutes(app: OpenAPIHono, deps: AppDeps): void {
  exportRoute(app, deps);
  importRoute(app, deps);
}

function exportRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: PATH,
    summary: 'The directory as CSV; a cell that a spreadsheet would run begins with an apostrophe',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    responses: { 200: { description: 'The file', content: csv }, ...refusals('unauthorized') },
  });
  app.openapi(route, async (c) => {
    const rows = await deps.store.run(allEntries);
    return c.body(writeDirectoryCsv(rows.map(entryOf)), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': 'attachment; filename="directory.csv"',
      'Cache-Control': 'no-store',
    });
  });
}

function importRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'put',
    path: PATH,
    summary: 'The directory becomes what the file says, all of it or nothing',
    security: byOperator,
    middleware: [forRole(deps, 'operator'), atMost(LARGEST)] as const,
    request: { body: { required: true, content: csv } },
    responses: {
      200: {
        description: 'What became of the entries',
        content: { 'application/json': { schema: Imported } },
      },
      ...refusals('bad_request', 'unauthorized', 'too_large'),
    },
  });
  app.openapi(route, async (c) => {
    const read = readDirectoryCsv(new Uint8Array(await c.req.arrayBuffer()));
    if ('faults' in read) {
      const because = 'Nothing was imported.';
      return problem(c, { refused: 'bad_request', because, errors: read.faults.map(spellFault) });
    }
    const { entries } = read;
    const imported = await deps.store.transaction((tx) => replaceEntries(tx, entries, deps.now()));
    return c.json(imported, 200);
  });
}
