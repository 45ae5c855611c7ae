import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { WrittenEntry } from '../../protocol/directory.ts';
import { atMost } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { etag, listed, ListedEntry } from '../listed-entry.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import { addEntries, changeEntry, type EntryRow, findEntry, holderOf } from '../store/directory.ts';
import type { Tx } from '../store/store.ts';

const LARGEST = 16 * 1024;

const params = z.object({ id: z.uuid() });
const headers = z.object({ 'if-match': z.string().optional() });
const one = { 'application/json': { schema: ListedEntry } };
const body = { required: true, content: { 'application/json': { schema: WrittenEntry } } };

/** An operator writes entries; what two change at once is one's alone. */
export function directoryChangeRoutes(app: OpenAPIHono, deps: AppDeps): void {
  addRoute(app, deps);
  changeRoute(app, deps);
  deleteRoute(app, deps);
  restoreRoute(app, deps);
}

const forOperators = (deps: AppDeps) => ({
  security: byOperator,
  middleware: [forRole(deps, 'operator'), atMost(LARGEST)],
});

function addRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/directory',
    summary: 'Adds an entry',
    ...forOperators(deps),
    request: { body },
    responses: {
      201: { description: 'It can be asked for', content: one },
      ...refusals('bad_request', 'unauthorized', 'taken', 'too_large'),
    },
  });
  app.openapi(route, async (c) => {
    const entry = c.req.valid('json');
    const added = await write(deps, async (tx) => {
      const holder = await holderOf(tx, entry.username);
      return holder ? taken(holder) : (await addEntries(tx, [entry], deps.now()))[0];
    });
    if (isRefusal(added)) return problem(c, added);
    c.header('ETag', etag(added));
    c.header('Location', `/api/directory/${added.id}`);
    return c.json(listed(added), 201);
  });
}

function changeRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'put',
    path: '/api/directory/{id}',
    summary: 'Changes an entry, as `If-Match` says that it was seen',
    ...forOperators(deps),
    request: { params, headers, body },
    responses: {
      200: { description: 'It is changed', content: one },
      ...refusals(...REFUSED_CHANGES, 'taken', 'too_large'),
    },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const entry = c.req.valid('json');
    const changed = await write(deps, async (tx) => {
      const row = asSeen(await findEntry(tx, id), c.req.valid('header')['if-match']);
      if (isRefusal(row)) return row;
      const holder = await holderOf(tx, entry.username);
      if (holder && holder.id !== id) return taken(holder);
      return changeEntry(tx, row, entry, deps.now());
    });
    if (isRefusal(changed)) return problem(c, changed);
    c.header('ETag', etag(changed));
    return c.json(listed(changed), 200);
  });
}

function deleteRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'delete',
    path: '/api/directory/{id}',
    summary: 'Takes an entry out, as `If-Match` says that it was seen; it can be brought back',
    ...forOperators(deps),
    request: { params, headers },
    responses: {
      204: { description: 'Nobody finds it any more' },
      ...refusals(...REFUSED_CHANGES),
    },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const deleted = await write(deps, async (tx) => {
      const row = asSeen(await findEntry(tx, id), c.req.valid('header')['if-match']);
      const now = deps.now();
      return isRefusal(row) ? row : changeEntry(tx, row, { deleted_at: now }, now);
    });
    return isRefusal(deleted) ? problem(c, deleted) : c.body(null, 204);
  });
}

function restoreRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/directory/{id}/restore',
    summary: 'Brings an entry back that was taken out; one that is there stays as it is',
    ...forOperators(deps),
    request: { params },
    responses: {
      200: { description: 'It is there', content: one },
      ...refusals('bad_request', 'unauthorized', 'unknown_entry', 'taken', 'changed_meanwhile'),
    },
  });
  app.openapi(route, async (c) => {
    const { id } = c.req.valid('param');
    const restored = await write(deps, async (tx) => {
      const row = await findEntry(tx, id, true);
      if (!row) return UNKNOWN;
      if (row.deleted_at === null) return row;
      const holder = await holderOf(tx, row.username);
      return holder ? taken(holder) : changeEntry(tx, row, { deleted_at: null }, deps.now());
    });
    if (isRefusal(restored)) return problem(c, restored);
    c.header('ETag', etag(restored));
    return c.json(listed(restored), 200);
  });
}

/** Postgres, class 23. */
const UNIQUE_VIOLATION = '23505';
const REFUSED_CHANGES = [
  'bad_request',
  'unauthorized',
  'unknown_entry',
  'changed_meanwhile',
  'unconditional',
] as const;
const UNKNOWN: Refusal = { refused: 'unknown_entry' };
const CHANGED: Refusal = {
  refused: 'changed_meanwhile',
  because: 'Read it again before you change it.',
};

const taken = ({ display_name }: EntryRow): Refusal => ({
  refused: 'taken',
  because: `It is that of ${display_name}.`,
});

/** The row, if it still is what whoever changes it has seen. */
function asSeen(row: EntryRow | undefined, ifMatch: string | undefined): EntryRow | Refusal {
  if (!row) return UNKNOWN;
  if (ifMatch === undefined)
    return { refused: 'unconditional', because: 'Say in If-Match which ETag you have seen.' };
  const seen = ifMatch.split(',').map((tag) => tag.trim());
  return seen.includes('*') || seen.includes(etag(row)) ? row : CHANGED;
}

/** Of two who write at once one is told so: by the version, or by the index of usernames. */
async function write(
  { store }: AppDeps,
  work: (tx: Tx) => Promise<EntryRow | Refusal | undefined>,
): Promise<EntryRow | Refusal> {
  try {
    return (await store.transaction(work)) ?? CHANGED;
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === UNIQUE_VIOLATION)
      return { refused: 'taken' };
    throw fault;
  }
}
