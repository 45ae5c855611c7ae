import { z } from 'zod';
import { WrittenCondition } from './condition.ts';
import { Slug } from './slug.ts';

const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as "09:00"');
const EndOfDay = z
  .string()
  .regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'a time of day such as "18:00", or "24:00"');

/**
 * When a character's people or machines are there (R5), by the wall clock of a time zone. A window
 * whose end is not after its start runs past midnight and belongs to the day it starts on.
 */
export const BusinessHours = z.strictObject({
  start: TimeOfDay,
  end: EndOfDay,
  timezone: z.string().refine(isTimeZone, 'a time zone such as "Asia/Kolkata"'),
  /** 1 is Monday. */
  days: z.array(z.int().min(1).max(7)).min(1).default([1, 2, 3, 4, 5]),
  holidays: z.array(z.iso.date('a date such as "2026-12-25"')).default([]),
});
export type BusinessHours = z.infer<typeof BusinessHours>;

const E164 = z.string().regex(/^\+[1-9]\d{6,14}$/, 'a number in E.164, such as "+15550100123"');

/** As a trunk writes it, with or without the plus. */
export const CalledNumber = z
  .string()
  .regex(/^\+?[0-9]{2,15}$/, 'a called number, such as "+15105550123"');

/** Another system's name of a called number; what is all digits is a number. */
export const CalledNumberId = z
  .string()
  .regex(/^(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'an id, such as "main-line"');

/** One rule of the document (R2): its words lead to a character, or to a number (R8). */
export const TransferRule = z
  .strictObject({
    /** Makes the tool `transfer_to_<trigger>`. */
    trigger: z
      .string()
      .regex(
        /^[a-z][a-z0-9_]{0,47}$/,
        'lower-case letters, digits and _, such as "support_request"',
      )
      .refine(
        (trigger) => trigger !== 'person',
        'another word: transfer_to_person is the directory',
      ),
    keywords: z.array(z.string().trim().min(1)).min(1),
    target_instance_id: Slug.optional(),
    target_number: E164.optional(),
    announce: z.string().trim().min(1).optional(),
  })
  .refine((rule) => rule.target_instance_id !== undefined || rule.target_number !== undefined, {
    path: ['target_instance_id'],
    message: 'a character (target_instance_id) or a number (target_number)',
  });
export type TransferRule = z.infer<typeof TransferRule>;

export const AFTER_HOURS = ['callback', 'voicemail', 'transfer_to_other'] as const;
export type AfterHours = (typeof AFTER_HOURS)[number];

/** Handoffs and cross-number transfers of one call, where nothing else is written (R3). */
export const DEFAULT_MAX_TRANSFERS = 3;

/** How calls flow between the characters: the document's own field names (R1–R8). */
export const RoutingConfig = z
  .strictObject({
    role: z.enum(['primary', 'secondary']).default('primary'),
    primary_instance_id: Slug.optional(),
    primary_for_numbers: z
      .array(
        z.union(
          [CalledNumber, CalledNumberId],
          'a called number, such as "+15105550123", or an id of called_numbers in config/dialing.yaml',
        ),
      )
      .default([]),
    transfer_rules: z.array(TransferRule).default([]),
    business_hours: BusinessHours.optional(),
    after_hours_fallback: z.enum(AFTER_HOURS).optional(),
    fallback_instance_id: Slug.nullish(),
    max_transfers_per_call: z.int().min(0).max(20).default(DEFAULT_MAX_TRANSFERS),
    share_context_on_transfer: z.boolean().default(true),
    callback_enabled: z.boolean().default(false),
    /** The last resort; absent: the deployment's `BATON_L3_NUMBER`. */
    l3_number: E164.optional(),
  })
  .superRefine(({ transfer_rules }, context) => {
    const triggers = transfer_rules.map((rule) => rule.trigger);
    for (const [at, trigger] of triggers.entries()) {
      if (triggers.indexOf(trigger) === at) continue;
      const message = 'a trigger that no other rule has';
      context.addIssue({ code: 'custom', path: ['transfer_rules', at, 'trigger'], message });
    }
  });
export type RoutingConfig = z.infer<typeof RoutingConfig>;

/** Where the call stays: with the character that is on the line. */
export const STAY = 'stay';

/** Taken without the model as soon as its condition holds (T7); the first that holds counts. */
export const Route = z.union([
  z.strictObject({ when: WrittenCondition, to: z.union([z.literal(STAY), Slug]) }),
  z
    .strictObject({ always: z.literal(true), to: z.union([z.literal(STAY), Slug]) })
    .transform(({ to }) => ({ when: { always: true } as const, to })),
]);
export type Route = z.infer<typeof Route>;

export const KEYS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#'] as const;
export type Key = (typeof KEYS)[number];

/** A key as a person writes it: quoted or as a bare digit. */
export const WrittenKey = z.preprocess(
  (key) => (typeof key === 'number' ? String(key) : key),
  z.enum(KEYS, 'a key: 0 to 9, * or #'),
);

function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
