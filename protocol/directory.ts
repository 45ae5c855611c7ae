import { z } from 'zod';
import { Mailbox } from './message.ts';

/** How the caller is handed over (D4): `Cold` and `Auto` at once, `Warm` once the person has said yes. */
export const TRANSFER_MODES = ['Cold', 'Warm', 'Auto'] as const;
export type TransferMode = (typeof TRANSFER_MODES)[number];

const LONGEST_NAME = 120;
const MOST_ALIASES = 20;

/** What a trunk's switch knows: a user, an extension, a number in E.164, or a whole URI. */
const USERNAMES = [
  /^[A-Za-z][A-Za-z0-9._-]{0,63}$/,
  /^[0-9*#]{1,6}$/,
  /^\+[1-9]\d{6,14}$/,
  /^sips?:[^\s@<>"]+@[^\s@<>"]+$/,
  /^tel:[^\s<>"]+$/,
];

const Username = z
  .string('a SIP user, an extension, a number in E.164, or a sip: or tel: URI')
  .trim()
  .max(256, 'at most 256 characters')
  .refine(
    (text) => USERNAMES.some((shape) => shape.test(text)),
    'a SIP user such as "jamie.lee", an extension of up to six digits, a number in E.164 such as "+15550100123", or a sip: or tel: URI',
  );

/** As people call somebody or something: it must have something to say aloud. */
const Name = z
  .string('a name')
  .trim()
  .min(1, 'a name')
  .max(LONGEST_NAME, `at most ${LONGEST_NAME} characters`)
  .regex(/[\p{L}\p{N}]/u, 'a name with a letter or a digit')
  .regex(/^[^\u0000-\u001f\u007f]*$/, 'a name on one line');

/** Somebody or something that callers ask for by name, as an operator writes it (D1, D2). */
export const WrittenEntry = z.strictObject(
  {
    /** Whom callers ask for, with what tells two apart: "Jamie Lee (accounts)". */
    display_name: Name,
    /** Where they are reached; unique, whatever the case. */
    username: Username,
    transfer_mode: z.enum(TRANSFER_MODES, `one of ${TRANSFER_MODES.join(', ')}`).default('Auto'),
    /** Where a message goes that is left for them. */
    mailbox: Mailbox.optional(),
    /** Nicknames, former names, names of the team. */
    aliases: z
      .array(Name.regex(/^[^;]*$/, 'a name without ";"'))
      .max(MOST_ALIASES, `at most ${MOST_ALIASES} aliases`)
      .optional(),
    enabled: z.boolean('true or false').default(true),
  },
  {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `no field ${issue.keys.map((key) => `"${key}"`).join(', ')}`
        : 'an entry with display_name and username',
  },
);
export type WrittenEntry = z.infer<typeof WrittenEntry>;

export const DirectoryEntry = WrittenEntry.extend({ id: z.uuid() });
export type DirectoryEntry = z.infer<typeof DirectoryEntry>;

/** `several` is to be asked about, even where it is one: what was heard fits it only roughly. */
export const DIRECTORY_OUTCOMES = ['found', 'several', 'none'] as const;
export type DirectoryOutcome = (typeof DIRECTORY_OUTCOMES)[number];

/** Whom a name as it was heard may mean, best first. No number: a model reads it. */
export const DirectoryMatches = z.object({
  outcome: z.enum(DIRECTORY_OUTCOMES),
  entries: z.array(z.object({ id: z.uuid(), display_name: z.string() })),
});
export type DirectoryMatches = z.infer<typeof DirectoryMatches>;
