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

/** Of the callbacks to one number in a workspace one waits at most. */
const CALLBACKS = `
create table callback (
  callback_id uuid primary key,
  session_id text not null references call_session,
  workspace text not null,
  number text not null,
  name text,
  reason text not null,
  character text not null,
  asked_by text not null,
  asked_at timestamptz not null,
  due_at timestamptz not null,
  any_hour boolean not null default false,
  state text not null,
  attempts integer not null default 0,
  last_outcome text,
  placed_session_id text,
  look_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index callback_waiting on callback (workspace, number) where state = 'waiting';
create index callback_due on callback (due_at) where state = 'waiting';
create index callback_look on callback (look_at) where state in ('placing', 'placed');
create index callback_placed on callback (placed_session_id);
create index callback_created on callback (created_at desc, callback_id desc);

create table callback_request (
  callback_id uuid primary key,
  kept_in uuid not null references callback,
  session_id text not null references call_session,
  name text,
  reason text not null,
  character text not null,
  due_at timestamptz not null,
  asked_at timestamptz not null
);
create index callback_request_kept on callback_request (kept_in);
`;

/** `taken_until`: a backend is sending it; until then nobody else does. */
const INBOX = `
create table message (
  message_id uuid primary key,
  session_id text not null references call_session,
  workspace text not null,
  character text not null,
  meant_for text not null,
  text text not null,
  "from" text,
  audio_ms integer,
  addressee text,
  state text not null,
  attempts integer not null default 0,
  delivery integer not null default 0,
  due_at timestamptz not null,
  taken_until timestamptz,
  last_fault text,
  delivered_at timestamptz,
  done_at timestamptz,
  left_at timestamptz not null,
  created_at timestamptz not null
);
create index message_due on message (due_at) where state = 'waiting';
create index message_created on message (created_at desc, message_id desc);
`;

const DIRECTORY = `
create table directory_entry (
  id uuid primary key,
  display_name text not null,
  username text not null,
  username_key text not null,
  transfer_mode text not null,
  mailbox text,
  aliases json not null,
  enabled boolean not null,
  version integer not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  deleted_at timestamptz
);
create unique index directory_username on directory_entry (username_key) where deleted_at is null;
create index directory_name on directory_entry (lower(display_name), id) where deleted_at is null;
`;

/** Somebody of the directory whom the caller had asked for and did not reach. */
const MESSAGE_FOR_ENTRY = `alter table message add column entry_id uuid;`;

/**
 * `position` orders events of all calls as they came. An audit entry cannot be changed; who must do
 * that, must first take the rule away.
 */
const CONSOLE = `
create table operator_session (
  digest text primary key,
  name text not null,
  fingerprint text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  who text,
  role text,
  act text not null,
  "on" text,
  detail text,
  outcome text not null
);
create rule audit_is_not_changed as on update to audit do instead nothing;
create rule audit_is_not_deleted as on delete to audit do instead nothing;

alter table call_event add column position bigint generated always as identity;
create index call_event_position on call_event (position);

alter table character_version add column text text;
alter table character_version add column author text;

create table call_command (
  id uuid primary key,
  session_id text not null references call_session,
  body json not null,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index call_command_waiting on call_command (session_id, created_at) where sent_at is null;
`;

/** Several people may share a number: what waits is one for each character that is to call it. */
const CALLBACKS_BY_CHARACTER = `
drop index callback_waiting;
create unique index callback_waiting on callback (workspace, number, character)
  where state = 'waiting';
`;

/** Asked with each bundle: who names a target from everywhere, without reading every character. */
const GLOBAL_NAMERS = `
alter table character_version add column names_global boolean not null default false;
update character_version set names_global = true where body::text like '%"global":{%';
create index character_version_global on character_version (slug) where names_global;
`;

/** `place` orders a queue. `claim_until`: whoever has claimed a call and has not come by then, has not. */
const DESK = `
create table desk_entry (
  id uuid primary key,
  place bigint generated always as identity,
  session_id text not null references call_session,
  queue text not null,
  caller text,
  reason text not null,
  summary text,
  state text not null,
  claimed_by text,
  claim_until timestamptz,
  note text,
  enqueued_at timestamptz not null,
  connected_at timestamptz,
  settled_at timestamptz
);
create index desk_entry_open on desk_entry (place) where settled_at is null;
create index desk_entry_session on desk_entry (session_id, place);
create index desk_entry_connected on desk_entry (queue, connected_at) where connected_at is not null;

create table desk_duty (
  name text primary key,
  until timestamptz not null
);
`;

/** Who comes from an OpenID provider is on no list: the session says who has vouched, and the role. */
const SESSION_PROVIDER = `
alter table operator_session add column provider text;
alter table operator_session add column role text;
`;

/** Who holds a call, until when; and whom another worker has to look for. */
const LEASES = `
alter table call_session add column caller_identity text;

create table call_lease (
  session_id text primary key references call_session on delete cascade,
  epoch integer not null,
  stream text,
  due_at timestamptz not null,
  asked integer not null default 0
);
create index call_lease_due on call_lease (due_at);
`;

/**
 * An audit entry is taken away only by whoever says, in that transaction, until when the audit goes
 * (`baton.audit_until`), and only if it is older.
 */
const RETENTION = `
create or replace rule audit_is_not_deleted as on delete to audit
  where coalesce(old.at >= nullif(current_setting('baton.audit_until', true), '')::timestamptz, true)
  do instead nothing;
create index call_session_created on call_session (created_at);
create index call_session_caller on call_session (caller_id);
create index callback_number on callback (number);
create index callback_session on callback (session_id);
create index callback_request_session on callback_request (session_id);
create index message_session on message (session_id);
create index webhook_session on webhook (session_id);
create index call_command_session on call_command (session_id);
create index audit_at on audit (at);
`;

/** Whether a call has ended is asked of each one that had a transfer, every half minute. */
const ENDS = `
create index call_event_ended on call_event (session_id) where type = 'call_ended';
`;

/** What a call's path and variables are made of, which is little of a long call; whom callers may ask for. */
const ASKED_IN_CALLS = `
create index call_event_deriving on call_event (session_id)
  where type in ('handoff_committed', 'handoff_rolled_back', 'variable_set', 'call_ended');
create index directory_enabled on directory_entry (id) where deleted_at is null and enabled;
`;

/** Each event went into it, and all that read by it was a count within one call: the primary key leads there, too. */
const WITHOUT_EVENT_ORDER = `
drop index call_event_order;
`;

const MIGRATIONS: Record<string, Migration> = {
  '0001-calls': { up: (db) => each(db, CALLS) },
  '0002-webhooks': { up: (db) => each(db, WEBHOOKS) },
  '0003-trunks': { up: (db) => each(db, TRUNKS) },
  '0004-messages': { up: (db) => each(db, MESSAGES) },
  '0005-callbacks': { up: (db) => each(db, CALLBACKS) },
  '0006-inbox': { up: (db) => each(db, INBOX) },
  '0007-directory': { up: (db) => each(db, DIRECTORY) },
  '0008-console': { up: (db) => each(db, CONSOLE) },
  '0009-callbacks-by-character': { up: (db) => each(db, CALLBACKS_BY_CHARACTER) },
  '0010-message-entry': { up: (db) => each(db, MESSAGE_FOR_ENTRY) },
  '0011-global-namers': { up: (db) => each(db, GLOBAL_NAMERS) },
  '0012-desk': { up: (db) => each(db, DESK) },
  '0013-session-provider': { up: (db) => each(db, SESSION_PROVIDER) },
  '0014-leases': { up: (db) => each(db, LEASES) },
  '0016-retention': { up: (db) => each(db, RETENTION) },
  '0017-ends': { up: (db) => each(db, ENDS) },
  '0018-asked-in-calls': { up: (db) => each(db, ASKED_IN_CALLS) },
  '0019-without-event-order': { up: (db) => each(db, WITHOUT_EVENT_ORDER) },
};

/** The store could not be brought to this version's shape. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** Brings the store to the newest shape. Safe to run at every start, and by two backends at once. */
export async function migrate(db: Kysely<Schema>): Promise<void> {
  const provider = { getMigrations: () => Promise.resolve(MIGRATIONS) };
  // What two branches have added comes in the order in which they are merged, not in that of numbers.
  const migrator = new Migrator({ db, provider, allowUnorderedMigrations: true });
  const { error, results } = await migrator.migrateToLatest();
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
