import { z } from 'zod';

/** What somebody may do in the console; each may do what those before it may. */
export const ROLES = ['agent', 'operator', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const OperatorName = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9._-]{0,62}[a-z0-9])?$/, 'a name of lower-case letters, digits, . _ -');

const LONGEST_PASSWORD = 256;

/** `POST /api/sign-in`. */
export const SignInRequest = z.object({
  name: z.string().trim().toLowerCase().min(1).max(64),
  password: z.string().min(1).max(LONGEST_PASSWORD),
});
export type SignInRequest = z.infer<typeof SignInRequest>;

/** Who is signed in: `GET /api/me`, and the answer to a sign-in. */
export const Me = z.object({
  name: z.string(),
  role: z.enum(ROLES),
  /** Goes into the header `X-CSRF-Token` of whatever changes something; null for a bearer token. */
  csrf_token: z.string().nullable(),
  expires_at: z.iso.datetime().nullable(),
});
export type Me = z.infer<typeof Me>;

/** `GET /api/sign-in`: what the sign-in page offers besides name and password. */
export const SignInOffer = z.object({
  /** Null where no OpenID provider is configured. */
  single_sign_on: z.object({ label: z.string() }).nullable(),
});
export type SignInOffer = z.infer<typeof SignInOffer>;

/** Why single sign-on has let nobody in: `/console?sign-in=<code>`. */
export const SIGN_IN_REFUSALS = [
  /** It took longer than ten minutes, was begun in another browser, or has been used before. */
  'expired',
  /** The provider says that whoever was there may not, or did not want to. */
  'denied',
  /** What came back does not prove that the provider has sent it, to us, for this sign-in. */
  'unproven',
  'no_name',
  'no_role',
  'provider_away',
  'rate_limited',
] as const;
export type SignInRefusal = (typeof SIGN_IN_REFUSALS)[number];

/** Where the browser goes to sign in at the provider, and where the provider sends it back to. */
export const SINGLE_SIGN_ON = {
  start: '/api/oidc/start',
  callback: '/api/oidc/callback',
  /** Parameter of `/console` with a `SignInRefusal`. */
  refusedIn: 'sign-in',
} as const;

/** Header that proves that a request comes from the console's own page. */
export const CSRF_HEADER = 'X-CSRF-Token';

export function mayAs(role: Role, wanted: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(wanted);
}
