import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { CharacterCheck, CharacterEdit, CharacterText } from '../../protocol/character-edit.ts';
import { atMost } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { checkCharacter } from '../characters/check-character.ts';
import { etagOf, shownText, textOf } from '../characters/shown-character.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import {
  addWritten,
  holdCharacters,
  versionOf,
  versionsOf,
  writtenInForce,
  type WrittenVersion,
} from '../store/character-edits.ts';
import type { Tx } from '../store/store.ts';

const LARGEST = 1024 * 1024;
const slugOnly = z.object({ slug: z.string() });
const seen = z.object({ 'if-match': z.string().optional() });
const edit = { required: true, content: { 'application/json': { schema: CharacterEdit } } };
const oneText = { 'application/json': { schema: CharacterText } };

/** An admin checks an edit, puts it into force for the next call, and brings an old version back. */
export function characterChangeRoutes(app: OpenAPIHono, deps: AppDeps): void {
  checkRoute(app, deps);
  changeRoute(app, deps);
  restoreRoute(app, deps);
}

const forAdmins = (deps: AppDeps) => ({
  security: byOperator,
  middleware: [forRole(deps, 'admin'), atMost(LARGEST)],
});

function checkRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/characters/{slug}/check',
    summary: 'What is wrong with a text and where; it changes nothing',
    security: byOperator,
    middleware: [forRole(deps, 'admin', false), atMost(LARGEST)],
    request: { params: slugOnly, body: edit },
    responses: {
      200: {
        description: 'Every fault with line, column, path and what was expected',
        content: { 'application/json': { schema: CharacterCheck } },
      },
      ...refusals('bad_request', 'unauthorized', 'forbidden_role', 'too_large'),
    },
  });
  app.openapi(route, async (c) => {
    const { slug } = c.req.valid('param');
    const cast = charactersOf(await deps.store.run(writtenInForce));
    const checked = checkCharacter(slug, c.req.valid('json').text, cast);
    return c.json({ faults: 'faults' in checked ? checked.faults : [] }, 200);
  });
}

const REFUSED_CHANGES = [
  'bad_request',
  'unauthorized',
  'forbidden_role',
  'unknown_character',
  'changed_meanwhile',
  'wrong_character',
  'unconditional',
  'too_large',
] as const;

function changeRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'put',
    path: '/api/characters/{slug}',
    summary: 'Puts an edit into force for the next call, as `If-Match` says what was seen',
    ...forAdmins(deps),
    request: { params: slugOnly, headers: seen, body: edit },
    responses: {
      200: { description: 'The new version', content: oneText },
      ...refusals(...REFUSED_CHANGES),
    },
  });
  app.openapi(route, async (c) => {
    const { slug } = c.req.valid('param');
    const [ifMatch, { text }] = [c.req.valid('header')['if-match'], c.req.valid('json')];
    const author = c.get('actor').name;
    const put = await deps.store.transaction((tx) =>
      putText(tx, { slug, text, author, ifMatch }, deps.now()),
    );
    if (isRefusal(put)) return problem(c, put);
    c.set('audited', `version ${put.version}`);
    c.header('ETag', etagOf(put));
    return c.json(shownText(put), 200);
  });
}

function restoreRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'post',
    path: '/api/characters/{slug}/versions/{version}/restore',
    summary: 'Brings an old version back: as a new one, in force for the next call',
    ...forAdmins(deps),
    request: {
      params: slugOnly.extend({ version: z.coerce.number().int() }),
      headers: seen,
    },
    responses: {
      200: { description: 'The new version', content: oneText },
      ...refusals(...REFUSED_CHANGES, 'unknown_version'),
    },
  });
  app.openapi(route, async (c) => {
    const { slug, version } = c.req.valid('param');
    const ifMatch = c.req.valid('header')['if-match'];
    const author = c.get('actor').name;
    const put = await deps.store.transaction(async (tx) => {
      const old = await versionOf(tx, slug, version);
      if (!old?.character) return { refused: 'unknown_version' } satisfies Refusal;
      return putText(tx, { slug, text: textOf(old), author, ifMatch }, deps.now());
    });
    if (isRefusal(put)) return problem(c, put);
    c.set('audited', `version ${version} came back as ${put.version}`);
    c.header('ETag', etagOf(put));
    return c.json(shownText(put), 200);
  });
}

interface Put {
  slug: string;
  text: string;
  author: string;
  ifMatch: string | undefined;
}

/** Of two who edit at once the second is told so; what is wrong is refused with its places. */
async function putText(
  tx: Tx,
  { slug, text, author, ifMatch }: Put,
  now: Date,
): Promise<WrittenVersion | Refusal> {
  await holdCharacters(tx);
  const cast = await writtenInForce(tx);
  const [newest] = await versionsOf(tx, slug, 1);
  if (!newest?.character) return { refused: 'unknown_character' };
  if (ifMatch === undefined)
    return { refused: 'unconditional', because: 'Say in If-Match which ETag you have seen.' };
  if (ifMatch !== etagOf(newest)) {
    const by = newest.author ?? 'its file';
    return { refused: 'changed_meanwhile', because: `Version ${newest.version} came from ${by}.` };
  }
  const checked = checkCharacter(slug, text, charactersOf(cast));
  if ('faults' in checked) {
    const because = 'Nothing was changed.';
    return { refused: 'wrong_character', because, errors: checked.faults };
  }
  if (text === newest.text) return newest;
  return addWritten(tx, checked.character, { text, author }, now);
}

const charactersOf = (versions: readonly WrittenVersion[]) =>
  versions.flatMap((one) => one.character ?? []);
