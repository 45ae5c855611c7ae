import { z } from 'zod';
import { Character, VariableDeclaration } from './character.ts';
import { Variables } from './context.ts';
import { DialingPolicy } from './dialing.ts';
import { HandoffTarget } from './handoff-target.ts';
import { CHANNELS } from './names.ts';
import { BusinessHours } from './routing.ts';
import { Slug } from './slug.ts';
import { TransferNumbers, TransferTarget } from './transfer-target.ts';

/** An earlier call of the same user, newest first. */
export const PreviousCall = z.object({
  session_id: z.string(),
  started_at: z.string(),
  path: z.array(Slug),
});

/** What a character may know of one it can hand off to: enough to choose, no prompt. */
export const TargetCard = z.object({
  name: z.string(),
  description: z.string(),
  variables: z.record(z.string(), VariableDeclaration),
  /** When it is there; null: always. */
  hours: BusinessHours.nullable().default(null),
});
export type TargetCard = z.infer<typeof TargetCard>;

/** The call that a caller has asked for: why, and what was said when it was asked for (R7). */
export const CallbackNote = z.object({
  reason: z.string(),
  name: z.string().nullable(),
  asked_at: z.iso.datetime(),
  /** The earlier conversation as text; empty where there was none. */
  conversation: z.string(),
});
export type CallbackNote = z.infer<typeof CallbackNote>;

/** One thing said in a call, by the caller or by the character who spoke. */
export const SaidLine = z.object({
  role: z.enum(['caller', 'agent']),
  text: z.string(),
  character: Slug,
  /** The character's shown name. */
  name: z.string(),
});

/** What a worker must know that takes a call over from one that was lost (B12). */
export const TakenOver = z.object({
  /** The conversation, oldest first. */
  lines: z.array(SaidLine),
  /** Handoffs that were committed. */
  hops: z.array(z.object({ from: Slug, to: Slug, request: z.string(), learned: z.int().min(0) })),
  /** Requests of transfers that have left. */
  transfers_sent: z.int().min(0),
  /** Whom the caller was being put through to, where nobody knows what has become of it. */
  lost_transfer: z.string().nullable(),
  /** The caller waits at the desk. */
  desk: z
    .object({ id: z.uuid(), queue: z.string(), label: z.string(), reason: z.string() })
    .nullable(),
  /** Somebody at the desk has handed the caller back while no worker was there. */
  handed_back: z.object({ label: z.string(), note: z.string().nullable() }).nullable(),
});
export type TakenOver = z.infer<typeof TakenOver>;

/** What bounds the handoffs of a call whose first character has a `routing_config` (R3). */
export const RoutingLimits = z.object({
  max_transfers: z.int().min(0),
  /** Transfers of the caller before this leg: they travel in `X-Baton-Transfers`. */
  transfers_before: z.int().min(0),
});
export type RoutingLimits = z.infer<typeof RoutingLimits>;

/**
 * The session metadata bundle: what opens a call, and what the handoff-metadata endpoint answers.
 * One shape (H3). It holds prompts and secrets, so it goes to the worker only.
 */
export const SessionBundle = z.object({
  session_id: z.string(),
  /** Counts the workers that have held this call; the highest is in force. */
  epoch: z.int().min(1),
  workspace: z.string(),
  channel: z.enum(CHANNELS),
  character: Character,
  /** A card for each enabled character of the workspace that this one may hand off to. */
  targets: z.record(Slug, TargetCard),
  /** Targets of the workspace that are reachable from every character (T8). */
  global_targets: z.array(HandoffTarget).default([]),
  call: z.object({
    caller_id: z.string().nullable(),
    did: z.string().nullable(),
    room: z.string(),
    started_at: z.iso.datetime(),
    /** Slugs of the characters so far, the current one last. */
    path: z.array(Slug),
  }),
  /** `verified` facts come from the embedder's signature; `visitor` ones from anybody. */
  user: z.object({
    verified: Variables,
    visitor: Variables,
    previous_calls: z.array(PreviousCall),
  }),
  variables: Variables,
  routing: RoutingLimits.nullable().default(null),
  /** The last resort (R3): the routing configuration's own, else the deployment's. */
  l3_number: z.string().nullable().default(null),
  /** Present in a call that we make because the caller asked for it. */
  callback: CallbackNote.nullable().default(null),
  /** Present in a call that another worker had before. */
  taken_over: TakenOver.nullable().default(null),
  /** Whom the character may transfer to, and what the deployment lets be dialled. */
  transfer: z.object({
    targets: z.array(TransferTarget),
    transfer_numbers: TransferNumbers,
    agent_desk_enabled: z.boolean(),
    dialing: DialingPolicy,
    /** Trunks that refused a REFER as such less than a day ago: since when (B11). */
    refer_refused: z.record(z.string(), z.iso.datetime()),
  }),
  /** Whether callers may ask for anybody by name; the entries stay with the backend. */
  directory: z.object({ has_entries: z.boolean() }).default({ has_entries: false }),
  sip_context: z.object({
    /** Headers for the REFER, checked and in the spelling of the policy (B10). */
    transfer_headers: z.record(z.string(), z.string()),
    /** The caller's headers that were let in, lower case. */
    headers: z.record(z.string(), z.string()),
  }),
});
export type SessionBundle = z.infer<typeof SessionBundle>;
