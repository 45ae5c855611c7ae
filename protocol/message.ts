import { z } from 'zod';
import { Slug } from './slug.ts';

const E164 = /^\+[1-9]\d{6,14}$/;
/** The longest path of RFC 5321, without its angle brackets. */
const LONGEST_ADDRESS = 254;

/** Where messages go: one plain e-mail address, or a number in E.164. */
export const Mailbox = z
  .string()
  .trim()
  .refine(
    (text) => isMailAddress(text) || isNumber(text),
    'an e-mail address, or a number in E.164 such as "+15550100123"',
  );

export function isMailAddress(text: string): boolean {
  return text.length <= LONGEST_ADDRESS && z.regexes.email.test(text);
}

export function isNumber(text: string): boolean {
  return E164.test(text);
}

export const MESSAGE_STATES = [
  /** Due at `due_at`. */
  'waiting',
  /** The mail server or the hook has said yes. */
  'delivered',
  /** Refused for good, or not taken in three days; `last_fault` says why. */
  'given_up',
  /** Delivered nowhere: it is read here. `last_fault` says what is missing, if anything is. */
  'inbox',
] as const;
export type MessageState = (typeof MESSAGE_STATES)[number];

/** What a caller has left for the people here, as the inbox shows it. */
export const Message = z.object({
  message_id: z.uuid(),
  session_id: z.string(),
  workspace: z.string(),
  /** Who was on the line. */
  character: Slug,
  /** Whom the caller had asked for and who was closed; else who was on the line. */
  meant_for: Slug,
  text: z.string(),
  /** Who left it, as they said. */
  from: z.string().nullable(),
  /** The number that called. */
  caller_id: z.string().nullable(),
  /** Milliseconds of its recording; null where none was made. */
  audio_ms: z.int().nullable(),
  /** Where the recording is heard; null while none is stored. */
  recording: z.string().nullable(),
  /** E-mail address or number; null: it is meant for the inbox alone. */
  addressee: z.string().nullable(),
  state: z.enum(MESSAGE_STATES),
  attempts: z.int(),
  due_at: z.iso.datetime(),
  last_fault: z.string().nullable(),
  delivered_at: z.iso.datetime().nullable(),
  /** When an operator ticked it off. */
  done_at: z.iso.datetime().nullable(),
  left_at: z.iso.datetime(),
  created_at: z.iso.datetime(),
});
export type Message = z.infer<typeof Message>;

/** What the hook is told, so that it calls a number or sends it a text. */
export const MessageHook = z.object({
  type: z.literal('message.taken'),
  /** When it was left. */
  timestamp: z.iso.datetime(),
  data: z.object({
    message_id: z.uuid(),
    session_id: z.string(),
    /** E.164. */
    to: z.string(),
    /** Whom it is meant for. */
    character: Slug,
    character_name: z.string(),
    text: z.string(),
    from: z.string().nullable(),
    caller_id: z.string().nullable(),
    audio_ms: z.int().nullable(),
    /** Path at the backend, with the operator's token; null where no recording was made. */
    recording: z.string().nullable(),
  }),
});
export type MessageHook = z.infer<typeof MessageHook>;
