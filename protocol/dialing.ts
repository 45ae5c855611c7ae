import { z } from 'zod';
import { CalledNumber, CalledNumberId } from './routing.ts';

const HeaderName = z
  .string()
  .trim()
  .regex(/^[xX]-[A-Za-z0-9!#$%&'*+.^_`|~-]{1,253}$/, 'a header name that starts with "X-"');

/** What may be dialled and which headers may pass: `config/dialing.yaml`. */
export const DialingPolicy = z.strictObject({
  /** Id or name of the LiveKit outbound trunk; empty: nobody is dialled. */
  outbound_trunk: z.string().trim().default(''),
  /** Shown to the called person; empty: the trunk's own number. */
  caller_number: z.string().trim().default(''),
  /**
   * Hosts of SIP URIs whose users the outbound trunk reaches too, such as a switch of your own. A
   * person elsewhere is dialled in by an E.164 number only.
   */
  outbound_hosts: z.array(z.string().trim().toLowerCase().min(1)).default([]),
  /** How an extension becomes a URI; `{ext}` is its place. */
  extension_uri: z
    .string()
    .regex(/^sips?:\S*\{ext\}\S*$/, 'a SIP URI with {ext} in it')
    .optional(),
  /** How a username becomes a URI; `{user}` is its place. */
  username_uri: z
    .string()
    .regex(/^sips?:\S*\{user\}\S*$/, 'a SIP URI with {user} in it')
    .optional(),
  /** Ids by which characters name the numbers they answer (`primary_for_numbers`). */
  called_numbers: z.record(CalledNumberId, CalledNumber).default({}),
  /** Countries whose numbers may be dialled, ISO 3166 (`US`). */
  countries: z.array(z.string().regex(/^[A-Z]{2}$/, 'a country such as "US"')).default([]),
  /** Numbers that begin so are never dialled. */
  denied_prefixes: z
    .array(z.string().regex(/^\+\d{1,14}$/, 'a prefix such as "+1900"'))
    .default([]),
  /**
   * Whether a caller, at a page too, may name a number of the countries above, an extension or a
   * username that is no target (D3).
   */
  allow_direct: z.boolean().default(false),
  /**
   * Whether we call back a number that a caller has named and does not call from. Where not, the
   * wish is kept as a message, so that nobody can have us ring somebody else.
   */
  call_back_named_numbers: z.boolean().default(false),
  headers: z
    .strictObject({
      /** Headers of an INVITE that come in; lower case, as the bridge gives them. */
      in: z.array(HeaderName.transform((name) => name.toLowerCase())).default([]),
      /** Headers of a REFER that go out: which one that came in, and how it is spelt. */
      out: z
        .array(
          z.strictObject({
            from: HeaderName.transform((name) => name.toLowerCase()),
            as: HeaderName,
          }),
        )
        .default([]),
    })
    .superRefine(({ in: names, out }, context) => {
      for (const [index, { from }] of out.entries()) {
        if (names.includes(from)) continue;
        const message = 'a name of headers.in';
        context.addIssue({ code: 'custom', path: ['out', index, 'from'], message });
      }
    })
    .default({ in: [], out: [] }),
});
export type DialingPolicy = z.infer<typeof DialingPolicy>;
