import { z } from 'zod';
import { Scalar } from './context.ts';
import { isShallow } from './depth.ts';
import { DESK_LEFT } from './desk.ts';
import { PROVIDER_FAULTS, SPEECH_PARTS } from './provider.ts';
import { Slug } from './slug.ts';
import { Sound } from './sound.ts';
import { TRANSFER_METHODS } from './transfer-target.ts';
import { Evidence, VERDICTS } from './verdict.ts';

export const DISCONNECTED_BY = [
  'caller',
  'agent',
  'transfer',
  'transfer_to_agent',
  'operator',
  'silence',
  'max_duration',
  'worker_lost',
  'error',
] as const;
export type DisconnectedBy = (typeof DISCONNECTED_BY)[number];

/** Milliseconds after the decision at which each step of a handoff was reached (B7). */
export const Waterfall = z.object({
  decision: z.literal(0),
  bundle: z.number().optional(),
  greeting_ready: z.number().optional(),
  announcement_end: z.number().optional(),
  commit: z.number().optional(),
  first_audio: z.number().optional(),
});
export type Waterfall = z.infer<typeof Waterfall>;

/** Why a handoff did not happen: refused by policy, or rolled back at a stage. */
export const HANDOFF_FAULTS = [
  'unknown_target',
  'target_disabled',
  'foreign_workspace',
  'same_character',
  'already_connecting',
  'hop_limit',
  'ping_pong',
  'closed',
  'after_hours',
  'backend_unavailable',
  'bad_bundle',
  'prepare_failed',
  'timeout',
  'swap_failed',
  'no_first_audio',
  'call_ended',
] as const;
export type HandoffFault = (typeof HANDOFF_FAULTS)[number];

/** The store knows no year 0. */
function isOurs(at: string): boolean {
  return at >= '1900';
}

const base = {
  /** UUID; an event with a known id is not stored twice. */
  id: z.uuid(),
  epoch: z.int().min(0),
  /** Orders one writer's events; several writers never share an epoch's numbers. See `inOrder`. */
  seq: z.int().min(0),
  /** ISO 8601, UTC, milliseconds. */
  at: z.iso.datetime({ precision: 3 }).refine(isOurs, 'a time of our days'),
};

const event = <T extends string, S extends z.ZodRawShape>(type: T, shape: S) =>
  z.object({ ...base, type: z.literal(type), ...shape });

export const CallEvent = z.discriminatedUnion('type', [
  event('call_started', { character: Slug, channel: z.string() }),
  event('turn', {
    role: z.enum(['caller', 'agent']),
    text: z.string(),
    character: Slug,
    interrupted: z.boolean().optional(),
  }),
  event('tool_call', {
    name: z.string(),
    args: z.record(z.string(), z.unknown()).refine(isShallow, 'not nested so deep'),
    /** Of a transfer: the resolved target's id or label, its method, and the attempt it began. */
    target: z.string().optional(),
    method: z.enum(TRANSFER_METHODS).optional(),
    attempt_id: z.uuid().optional(),
  }),
  event('variable_set', { name: z.string(), value: Scalar }),
  event('handoff_requested', {
    attempt_id: z.uuid(),
    from: Slug,
    to: z.string(),
    reason: z.string().optional(),
  }),
  event('handoff_committed', {
    attempt_id: z.uuid(),
    from: Slug,
    to: Slug,
    reason: z.string().optional(),
    waterfall: Waterfall,
  }),
  event('handoff_rolled_back', {
    attempt_id: z.uuid(),
    from: Slug,
    to: z.string(),
    fault: z.enum(HANDOFF_FAULTS),
    detail: z.string().optional(),
    waterfall: Waterfall,
  }),
  /** The request of a transfer has left. */
  event('transfer_sent', {
    attempt_id: z.uuid(),
    destination: z.string(),
    reason: z.string().optional(),
    method: z.enum(TRANSFER_METHODS),
    /** Its id or label: who is asked next (`then`) stands in no tool call. */
    target: z.string().optional(),
    /** The entry of the directory that was asked for by name. */
    entry_id: z.uuid().optional(),
  }),
  event('transfer_failed', {
    attempt_id: z.uuid(),
    error: z.string(),
    destination: z.string(),
    reason: z.string().optional(),
    sip_status: z.int().optional(),
    /** The entry of the directory that was asked for by name, where its request never left. */
    entry_id: z.uuid().optional(),
  }),
  /** What became of an attempt and what says so; each attempt that was sent has one. */
  event('transfer_judged', {
    attempt_id: z.uuid(),
    verdict: z.enum(VERDICTS),
    evidence: Evidence,
    /** Trunk of the caller's leg, where it refused a REFER as such. */
    trunk: z.string().optional(),
  }),
  /** The call is in the queue, for good: it survives the end of any process (X8). */
  event('desk_enqueued', { desk_id: z.uuid(), queue: z.string(), reason: z.string().optional() }),
  event('desk_claimed', { desk_id: z.uuid(), by: z.string() }),
  /** The character has the caller again; `lost`: whoever had the call went without a word. */
  event('desk_returned', {
    desk_id: z.uuid(),
    by: z.string().optional(),
    note: z.string().optional(),
    lost: z.literal(true).optional(),
  }),
  event('desk_abandoned', { desk_id: z.uuid(), why: z.enum(DESK_LEFT) }),
  event('message_taken', {
    message_id: z.uuid(),
    text: z.string(),
    from: z.string().optional(),
    /** Milliseconds of its recording; absent where there is none. */
    audio_ms: z.int().optional(),
  }),
  /** The caller is to be called back; the backend places that call (R7). */
  event('callback_scheduled', {
    callback_id: z.uuid(),
    /** E.164. */
    number: z.string(),
    name: z.string().optional(),
    reason: z.string(),
    /** Who is to speak. */
    character: Slug,
    due_at: z.iso.datetime().refine(isOurs, 'a time of our days'),
  }),
  /** A provider of speech has failed: the next one of its list does the part from now on. */
  event('provider_switched', {
    part: z.enum(SPEECH_PARTS),
    from: z.string(),
    to: z.string(),
    reason: z.enum(PROVIDER_FAULTS),
    /** HTTP status, or the code with which a socket was closed. */
    status: z.int().optional(),
  }),
  event('digits', { digits: z.string() }),
  /** For the picture of a call only: it is in no timeline, and nothing is derived from it. */
  event('sound', Sound.shape),
  /** The worker is gone, by the backend's word; or by its own, before it stops (`detail`). */
  event('worker_lost', { detail: z.string().optional() }),
  event('worker_resumed', {}),
  event('call_ended', { disconnected_by: z.enum(DISCONNECTED_BY), detail: z.string().optional() }),
]);
export type CallEvent = z.infer<typeof CallEvent>;
export type CallEventType = CallEvent['type'];

/** One batch, at most 200 events, posted to `/api/calls/{session_id}/events`. */
export const EventBatch = z.object({ events: z.array(CallEvent).min(1).max(200) });
export type EventBatch = z.infer<typeof EventBatch>;

export const EventReceipt = z.object({ accepted: z.int(), duplicates: z.int(), late: z.int() });
export type EventReceipt = z.infer<typeof EventReceipt>;
