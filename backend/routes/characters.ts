import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import {
  CharacterOverview,
  CharacterText,
  CharacterVersionInfo,
} from '../../protocol/character-edit.ts';
import type { AppDeps } from '../app-deps.ts';
import { etagOf, overview, shownText, versionInfo } from '../characters/shown-character.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { problem, refusals } from '../problem.ts';
import { versionOf, versionsOf, writtenInForce } from '../store/character-edits.ts';
import { characterChangeRoutes } from './character-changes.ts';

const MOST_VERSIONS = 100;
const slugOnly = z.object({ slug: z.string() });
const oneText = { 'application/json': { schema: CharacterText } };

/** The characters in force: who they are, for operators; how they are written, for admins. */
export function characterRoutes(app: OpenAPIHono, deps: AppDeps): void {
  listRoute(app, deps);
  readRoute(app, deps);
  versionsRoute(app, deps);
  versionRoute(app, deps);
  characterChangeRoutes(app, deps);
}

function listRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/characters',
    summary: 'The characters in force and their routing; no prompts',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    responses: {
      200: {
        description: 'All of them, by slug',
        content: {
          'application/json': { schema: z.object({ characters: z.array(CharacterOverview) }) },
        },
      },
      ...refusals('unauthorized'),
    },
  });
  app.openapi(route, async (c) => {
    const rows = await deps.store.run(writtenInForce);
    const characters = rows.flatMap((row) => (row.character ? [overview(row, row.character)] : []));
    return c.json({ characters }, 200);
  });
}

function readRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/characters/{slug}',
    summary: 'A character as it is written, prompt included',
    security: byOperator,
    middleware: forRole(deps, 'admin'),
    request: { params: slugOnly },
    responses: {
      200: { description: 'The version in force', content: oneText },
      ...refusals('unauthorized', 'forbidden_role', 'unknown_character'),
    },
  });
  app.openapi(route, async (c) => {
    const { slug } = c.req.valid('param');
    const [row] = await deps.store.run((db) => versionsOf(db, slug, 1));
    if (!row?.character) return problem(c, { refused: 'unknown_character' });
    c.header('ETag', etagOf(row));
    return c.json(shownText(row), 200);
  });
}

function versionsRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/characters/{slug}/versions',
    summary: 'What a character was, newest first',
    security: byOperator,
    middleware: forRole(deps, 'admin'),
    request: { params: slugOnly },
    responses: {
      200: {
        description: 'The last hundred versions',
        content: {
          'application/json': { schema: z.object({ versions: z.array(CharacterVersionInfo) }) },
        },
      },
      ...refusals('unauthorized', 'forbidden_role', 'unknown_character'),
    },
  });
  app.openapi(route, async (c) => {
    const { slug } = c.req.valid('param');
    const rows = await deps.store.run((db) => versionsOf(db, slug, MOST_VERSIONS));
    if (rows.length === 0) return problem(c, { refused: 'unknown_character' });
    return c.json({ versions: rows.map(versionInfo) }, 200);
  });
}

function versionRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/characters/{slug}/versions/{version}',
    summary: 'A version as it was written',
    security: byOperator,
    middleware: forRole(deps, 'admin'),
    request: { params: slugOnly.extend({ version: z.coerce.number().int() }) },
    responses: {
      200: { description: 'The version', content: oneText },
      ...refusals('bad_request', 'unauthorized', 'forbidden_role', 'unknown_version'),
    },
  });
  app.openapi(route, async (c) => {
    const { slug, version } = c.req.valid('param');
    const row = await deps.store.run((db) => versionOf(db, slug, version));
    return row ? c.json(shownText(row), 200) : problem(c, { refused: 'unknown_version' });
  });
}
