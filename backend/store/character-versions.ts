import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { Character } from '../../protocol/character.ts';
import { CalledNumber } from '../../protocol/routing.ts';
import type { Db, Store, Tx } from './store.ts';

/** A character as stored: which version, and what it says. */
export interface CharacterVersion {
  version: number;
  character: Character;
}

export interface ImportReport {
  changed: string[];
  removed: string[];
}

/** One importer at a time, also where several backends share a Postgres. */
export const IMPORT_LOCK = 7_226_601;

/**
 * Makes the files' characters the newest versions. Only what differs from the last version that
 * came from a file becomes a new one; a character whose file is gone gets a version without a body.
 */
export function importCharacters(
  store: Store,
  characters: readonly Character[],
  now: Date,
  texts: ReadonlyMap<string, string> = new Map(),
): Promise<ImportReport> {
  return store.transaction(async (tx) => {
    await sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`.execute(tx);
    const known = new Map((await newest(tx)).map((row) => [row.slug, row.hash]));
    const next = new Map(characters.map((character) => [character.slug, character]));
    const changed = characters.filter((one) => known.get(one.slug) !== contentHash(one));
    const removed = [...known].filter(([slug, hash]) => hash !== GONE && !next.has(slug));
    const rows = [
      ...changed.map((one) => ({
        ...row(one.slug, contentHash(one), JSON.stringify(one), now),
        text: texts.get(one.slug) ?? null,
        names_global: namesGlobal(one),
      })),
      ...removed.map(([slug]) => ({
        ...row(slug, GONE, null, now),
        text: null,
        names_global: false,
      })),
    ];
    if (rows.length > 0) await tx.insertInto('character_version').values(rows).execute();
    return { changed: changed.map((one) => one.slug), removed: removed.map(([slug]) => slug) };
  });
}

/** The number of the newest version: what a session that begins now is pinned to. */
export async function newestVersion(db: Db): Promise<number> {
  const row = await db
    .selectFrom('character_version')
    .select(({ fn }) => fn.max('version').as('version'))
    .executeTakeFirst();
  return row?.version ?? 0;
}

/** The character in force at a pin; undefined when there is none of that slug. */
export async function characterAt(
  db: Db,
  slug: string,
  pin: number,
): Promise<CharacterVersion | undefined> {
  return (await charactersAt(db, [slug], pin))[0];
}

/** Those of the characters that are in force at a pin, by slug. */
export async function charactersAt(
  db: Db,
  slugs: readonly string[],
  pin: number,
): Promise<CharacterVersion[]> {
  if (slugs.length === 0) return [];
  const rows = await inForce(db, pin).where('slug', 'in', slugs).execute();
  return rows.flatMap(parsed);
}

function inForce(db: Db, pin: number) {
  return db
    .selectFrom('character_version')
    .distinctOn('slug')
    .select(['version', 'body'])
    .where('version', '<=', pin)
    .orderBy('slug')
    .orderBy('version', 'desc');
}

/** Parsed again: a field that is younger than the stored version takes its default. */
function parsed({ version, body }: { version: number; body: Character | null }) {
  return body ? [{ version, character: Character.parse(body) }] : [];
}

/** Characters in force that name a target which is reachable from everywhere (T8). */
export async function globalNamersAt(db: Db, pin: number): Promise<CharacterVersion[]> {
  const rows = await db
    .selectFrom('character_version')
    .select('slug')
    .distinct()
    // To the letter that of the index, which a parameter would not be.
    .where(sql<boolean>`names_global`)
    .where('version', '<=', pin)
    .execute();
  const slugs = rows.map(({ slug }) => slug);
  const found = await charactersAt(db, slugs, pin);
  return found.filter(({ character }) => namesGlobal(character));
}

export function namesGlobal({ handoff_targets }: Character): boolean {
  return handoff_targets.some((target) => target.global);
}

/** Whose text, in some version, holds this: a first sieve, so that not everybody is read. */
async function slugsHolding(db: Db, text: string, pin: number): Promise<string[]> {
  const rows = await db
    .selectFrom('character_version')
    .select('slug')
    .distinct()
    .where('version', '<=', pin)
    .where(sql<boolean>`body::text like ${`%${text}%`}`)
    .execute();
  return rows.map(({ slug }) => slug);
}

/**
 * The enabled character that answers a called number first (R1), named by itself or by its id;
 * undefined where none does.
 */
export async function primaryFor(
  db: Db,
  called: string,
  pin: number,
  ids: Readonly<Record<string, string>>,
): Promise<CharacterVersion | undefined> {
  const number = digitsOf(called);
  if (!number) return undefined;
  const names = Object.keys(ids).filter((id) => digitsOf(ids[id] ?? '') === number);
  const slugs = new Set<string>();
  for (const name of [number, ...names])
    for (const slug of await slugsHolding(db, name, pin)) slugs.add(slug);
  const isNamed = (one: string) =>
    names.includes(one) || (isCalledNumber(one) && digitsOf(one) === number);
  return (await charactersAt(db, [...slugs], pin)).find(
    ({ character: { enabled, routing_config } }) =>
      enabled && routing_config?.primary_for_numbers.some(isNamed),
  );
}

/** Trunks write a number with and without its plus. */
const digitsOf = (number: string) => number.replace(/\D/g, '');
/** An id may hold the digits of a number that is not its own. */
const isCalledNumber = (one: string) => CalledNumber.safeParse(one).success;

const GONE = 'gone';

function newest(tx: Tx) {
  return tx
    .selectFrom('character_version')
    .distinctOn('slug')
    .select(['slug', 'hash'])
    .where('source', '=', 'file')
    .orderBy('slug')
    .orderBy('version', 'desc')
    .execute();
}

function row(slug: string, hash: string, body: string | null, now: Date) {
  return { slug, source: 'file' as const, hash, body, created_at: now };
}

export function contentHash(character: Character): string {
  return createHash('sha256').update(JSON.stringify(character)).digest('hex');
}
