import type { ColumnType, Generated } from 'kysely';
import type { CallbackState } from '../../protocol/callback.ts';
import type { CallEvent } from '../../protocol/call-event.ts';
import type { Character } from '../../protocol/character.ts';
import type { Command } from '../../protocol/command.ts';
import type { Variables } from '../../protocol/context.ts';
import type { TransferMode } from '../../protocol/directory.ts';
import type { DeskState } from '../../protocol/desk.ts';
import type { MessageState } from '../../protocol/message.ts';
import type { Channel } from '../../protocol/names.ts';
import type { Role } from '../../protocol/operator.ts';
import type { WebhookType } from '../../protocol/webhook.ts';

/** Written as JSON text: a plain array would reach `pg` as a Postgres array. */
type Json<T> = ColumnType<T, string, string>;

/** A `bigint` that the database counts: text or a number, as the driver likes. */
type Counted = ColumnType<number | string, never, never>;

/** A version of a character; `body` null says that the character was taken away. */
export interface CharacterVersionTable {
  version: Generated<number>;
  slug: string;
  source: 'file' | 'console';
  hash: string;
  body: ColumnType<Character | null, string | null, never>;
  /** As it was written, comments and all; null for versions older than this column. */
  text: ColumnType<string | null, string | null | undefined, never>;
  /** The operator who put it into force; null for a file. */
  author: ColumnType<string | null, string | null | undefined, never>;
  /** May have a target that is reachable from everywhere: a sieve, so that not everybody is read. */
  names_global: Generated<boolean>;
  created_at: Date;
}

export interface SessionTable {
  session_id: string;
  workspace: string;
  channel: Channel;
  room: string;
  first_character: string;
  caller_id: string | null;
  did: string | null;
  headers: Json<Record<string, string>>;
  verified: Json<Variables>;
  visitor: Json<Variables>;
  /** The verified `user.id`, by which earlier calls are found. */
  user_id: string | null;
  variables: Json<Variables>;
  /** The newest character version when the session began: none newer is in force for it. */
  pin: number;
  epoch: number;
  /** Identity of the caller's participant, as soon as it is known. */
  caller_identity: ColumnType<string | null, string | null | undefined, string | null>;
  created_at: Date;
  started_at: Date | null;
}

/** A call that a worker holds. Who has not renewed it by `due_at` has lost it. */
export interface CallLeaseTable {
  session_id: string;
  epoch: number;
  /** The command stream that its worker listens to. */
  stream: string | null;
  due_at: Date;
  /** How many times it was looked for another worker since. */
  asked: number;
}

export interface OpeningTable {
  session_id: string;
  epoch: number;
  character: string;
  opened_at: Date;
}

export interface CallEventTable {
  session_id: string;
  id: string;
  epoch: number;
  seq: number;
  at: Date;
  type: CallEvent['type'];
  late: boolean;
  body: Json<CallEvent>;
  received_at: Date;
  /** Orders the events of all calls as they came. */
  position: Counted;
}

/** What an operator wants of a worker; sent once. */
export interface CallCommandTable {
  id: string;
  session_id: string;
  body: Json<Command>;
  created_at: Date;
  sent_at: Date | null;
}

/** A sign-in to the console; the id itself is in the cookie only. */
export interface OperatorSessionTable {
  digest: string;
  name: string;
  /** Of the operator, or of what is configured of the provider. */
  fingerprint: string;
  /** Issuer of whoever has vouched for the name; null for the operators of the list. */
  provider: string | null;
  /** What the provider has made of them; null for the operators of the list, who have theirs there. */
  role: Role | null;
  created_at: Date;
  expires_at: Date;
  ended_at: Date | null;
}

export interface AuditTable {
  id: Counted;
  at: Date;
  who: string | null;
  role: Role | null;
  act: string;
  on: string | null;
  detail: string | null;
  outcome: string;
}

/** The outbox of webhooks; a settled one keeps its id and loses its body. */
export interface WebhookTable {
  id: string;
  session_id: string;
  /** Orders the messages of a call. */
  position: Generated<number>;
  type: WebhookType;
  body: string | null;
  attempts: number;
  due_at: Date;
  created_at: Date;
  settled_at: Date | null;
  outcome: 'delivered' | 'given_up' | null;
}

/** A trunk whose refusal of a REFER was forgotten by hand: what came before does not count. */
export interface TrunkForgottenTable {
  trunk: string;
  at: Date;
}

/** The voice of a message; its words are an event of the call. */
export interface MessageRecordingTable {
  session_id: string;
  message_id: string;
  audio: Uint8Array;
  received_at: Date;
}

/** What a caller left, and what became of it; written with its event. */
export interface MessageTable {
  message_id: string;
  session_id: string;
  workspace: string;
  /** Who was on the line. */
  character: string;
  /** Whom the caller had asked for and who was closed; else who was on the line. */
  meant_for: string;
  /** Entry of the directory that the caller had asked for and had not reached. */
  entry_id: string | null;
  text: string;
  from: string | null;
  audio_ms: number | null;
  addressee: string | null;
  state: MessageState;
  attempts: Generated<number>;
  /** How often it was asked for again after it had arrived: makes a Message-ID of its own. */
  delivery: Generated<number>;
  due_at: Date;
  taken_until: Date | null;
  last_fault: string | null;
  delivered_at: Date | null;
  done_at: Date | null;
  left_at: Date;
  created_at: Date;
}

/** A call to be made because a caller asked for it; what it says is its newest request. */
export interface CallbackTable {
  callback_id: string;
  session_id: string;
  workspace: string;
  number: string;
  name: string | null;
  reason: string;
  character: string;
  /** Who spoke when it was asked for. */
  asked_by: string;
  asked_at: Date;
  due_at: Date;
  any_hour: ColumnType<boolean, boolean | undefined, boolean>;
  state: CallbackState;
  attempts: Generated<number>;
  last_outcome: string | null;
  placed_session_id: string | null;
  /** When to look again at one that is being placed or was: until then it is somebody's. */
  look_at: Date | null;
  created_at: Date;
  updated_at: Date;
}

/** Each request that was heard of, also one that took the place of an earlier one. */
export interface CallbackRequestTable {
  callback_id: string;
  /** The callback that it is part of; its own, unless it took another's place. */
  kept_in: string;
  session_id: string;
  name: string | null;
  reason: string;
  character: string;
  due_at: Date;
  asked_at: Date;
}

/** Somebody callers ask for by name; a deleted one stays, so that it can be brought back. */
export interface DirectoryEntryTable {
  id: string;
  display_name: string;
  username: string;
  /** In lower case: unique among those that are not deleted. */
  username_key: string;
  transfer_mode: TransferMode;
  mailbox: string | null;
  aliases: Json<string[]>;
  enabled: boolean;
  /** Counts its changes. */
  version: number;
  created_at: Date;
  updated_at: Date;
  deleted_at: Date | null;
}

/** A call at the desk; it waits or is in hand until it is settled. */
export interface DeskEntryTable {
  id: string;
  place: Generated<number>;
  session_id: string;
  queue: string;
  caller: string | null;
  reason: string;
  summary: string | null;
  state: DeskState;
  claimed_by: string | null;
  claim_until: Date | null;
  note: string | null;
  enqueued_at: Date;
  connected_at: Date | null;
  settled_at: Date | null;
}

/** Who takes calls, and until when that holds unless it is said anew. */
export interface DeskDutyTable {
  name: string;
  until: Date;
}

export interface Schema {
  desk_entry: DeskEntryTable;
  desk_duty: DeskDutyTable;
  audit: AuditTable;
  operator_session: OperatorSessionTable;
  call_command: CallCommandTable;
  directory_entry: DirectoryEntryTable;
  callback: CallbackTable;
  callback_request: CallbackRequestTable;
  message: MessageTable;
  message_recording: MessageRecordingTable;
  trunk_forgotten: TrunkForgottenTable;
  character_version: CharacterVersionTable;
  call_session: SessionTable;
  call_lease: CallLeaseTable;
  opening: OpeningTable;
  call_event: CallEventTable;
  webhook: WebhookTable;
}
