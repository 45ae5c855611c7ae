import { sql } from 'kysely';
import { Character } from '../../protocol/character.ts';
import { contentHash, IMPORT_LOCK, namesGlobal } from './character-versions.ts';
import type { Db, Tx } from './store.ts';

/** A version with its text. */
export interface WrittenVersion {
  version: number;
  slug: string;
  source: 'file' | 'console';
  author: string | null;
  created_at: Date;
  /** Null: the character was taken away. */
  character: Character | null;
  text: string | null;
}

const COLUMNS = ['version', 'slug', 'source', 'author', 'created_at', 'body', 'text'] as const;

/** Edits take turns, with each other and with the import of files. */
export async function holdCharacters(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(${IMPORT_LOCK})`.execute(tx);
}

/** The newest version of each character that there is, by slug. */
export async function writtenInForce(db: Db): Promise<WrittenVersion[]> {
  const rows = await db
    .selectFrom('character_version')
    .distinctOn('slug')
    .select(COLUMNS)
    .orderBy('slug')
    .orderBy('version', 'desc')
    .execute();
  return rows.map(written).filter(({ character }) => character !== null);
}

/** Newest first. */
export async function versionsOf(db: Db, slug: string, limit: number): Promise<WrittenVersion[]> {
  const rows = await db
    .selectFrom('character_version')
    .select(COLUMNS)
    .where('slug', '=', slug)
    .orderBy('version', 'desc')
    .limit(limit)
    .execute();
  return rows.map(written);
}

export async function versionOf(
  db: Db,
  slug: string,
  version: number,
): Promise<WrittenVersion | undefined> {
  const row = await db
    .selectFrom('character_version')
    .select(COLUMNS)
    .where('slug', '=', slug)
    .where('version', '=', version)
    .executeTakeFirst();
  return row && written(row);
}

/** In force for the next call. */
export async function addWritten(
  tx: Tx,
  character: Character,
  { text, author }: { text: string; author: string },
  now: Date,
): Promise<WrittenVersion> {
  const row = await tx
    .insertInto('character_version')
    .values({
      slug: character.slug,
      source: 'console',
      hash: contentHash(character),
      body: JSON.stringify(character),
      names_global: namesGlobal(character),
      text,
      author,
      created_at: now,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
  return written(row);
}

function written({
  body,
  ...row
}: Omit<WrittenVersion, 'character'> & { body: Character | null }): WrittenVersion {
  return { ...row, character: body && Character.parse(body) };
}
