import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Schema } from './schema.ts';

/** SQL up to Postgres 15. `json`, not `jsonb`: what came is kept to the letter, \u0000 included. */
const CALLS = `
create table character_version (
  version integer generated always as identity primary key,
  slug text not null,
  source text not null,
  hash text not null,
  body json,
  created_at timestamptz not null
);
create index character_version_slug on character_version (slug, version desc);

create table call_session (
  session_id text primary key,
  workspace text not null,
  channel text not null,
  room text not null,
  first_character text not null,
  caller_id text,
  did text,
  headers json not null,
  verified json not null,
  visitor json not null,
  user_id text,
  variables json not null,
  pin integer not null,
  epoch integer not null default 0,
  created_at timestamptz not null,
  started_at timestamptz
);
create index call_session_started on call_session (started_at desc, session_id desc);
create index call_session_user on call_session (workspace, user_id, started_at desc);

create table opening (
  session_id text not null references call_session,
  epoch integer not null,
  character text not null,
  opened_at timestamptz not null,
  primary key (session_id, epoch)
);

create table call_event (
  session_id text not null references call_session,
  id uuid not null,
  epoch bigint not null,
  seq bigint not null,
  at timestamptz not null,
  type text not null,
  late boolean not null,
  body json not null,
  received_at timestamptz not null,
  primary key (session_id, id)
);
create index call_event_order on call_event (session_id, epoch, seq);
`;

const WEBHOOKS = `
create table webhook (
  id text primary key,
  session_id text not null references call_session,
  position bigint generated always as identity,
  type text not null,
  body text,
  attempts integer not null,
  due_at timestamptz not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  outcome text
);
create index webhook_waiting on webhook (session_id, position) where settled_at is null;
create index webhook_due on webhook (due_at) where settled_at is null;
create index call_session_room on call_session (room, started_at desc);
`;

const TRUNKS = `
create table trunk_forgotten (
  trunk text primary key,
  at timestamptz not null
);
create index call_event_judged on call_event (at) where type = 'transfer_judged';
`;

const MESSAGES = `
create table message_recording (
  session_id text not null references call_session,
  message_id uuid not null,
  audio bytea not null,
  received_at timestamptz not null,
  primary key (session_id, message_id)
);
`;

const MIGRATIONS: Record<string, Migration> = {
  '0001-calls': { up: (db) => each(db, CALLS) },
  '0002-webhooks': { up: (db) => each(db, WEBHOOKS) },
  '0003-trunks': { up: (db) => each(db, TRUNKS) },
  '0004-messages': { up: (db) => each(db, MESSAGES) },
};

/** The store could not be brought to this version's shape. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** Brings the store to the newest shape. Safe to run at every start, and by two backends at once. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  const { error, results } = await new Migrator({ db, provider }).migrateToLatest();
  if (error === undefined) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  throw new MigrationError(`The store could not be migrated (${failed ?? 'before the first'}).`, {
    cause: error,
  });
}

/** One statement at a time: a prepared statement cannot hold several. */
async function each(db: Kysely<unknown>, statements: string): Promise<void> {
  for (const statement of statements.split(';').filter((text) => text.trim()))
    await sql.raw(statement).execute(db);
}
