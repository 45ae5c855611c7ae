import { createHmac } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { z } from 'zod';

const NAME = 'baton_oidc';
const PATH = '/api/oidc';
const TRIP_MS = 10 * 60_000;

/** What a browser carries while it is at the provider. */
const Trip = z.object({
  /** Comes back in the address: the answer is to our question (RFC 6749, 10.12). */
  state: z.string(),
  /** Comes back in the ID token: it was made for this sign-in (OpenID Connect Core 1.0, 3.1.2.1). */
  nonce: z.string(),
  /** Shown with the code: it is used by whoever has asked for it (RFC 7636). */
  verifier: z.string(),
});
export type Trip = z.infer<typeof Trip>;

const Carried = Trip.extend({ until: z.number() });

interface TripDeps {
  sessionKey: string;
  now: () => Date;
}

export async function giveTrip(
  c: Context,
  trip: Trip,
  { sessionKey, now }: TripDeps,
  secure: boolean,
): Promise<void> {
  const carried: z.infer<typeof Carried> = { ...trip, until: now().getTime() + TRIP_MS };
  const value = Buffer.from(JSON.stringify(carried)).toString('base64url');
  await setSignedCookie(c, NAME, value, keyOf(sessionKey), {
    ...placeOf(secure),
    httpOnly: true,
    // Strict would not come along: it is the provider's page that leads back here.
    sameSite: 'Lax',
    maxAge: TRIP_MS / 1000,
  });
}

/** Reads it once: the browser is told to forget it. Undefined: none, altered, or too old. */
export async function takeTrip(
  c: Context,
  { sessionKey, now }: TripDeps,
  secure: boolean,
): Promise<Trip | undefined> {
  const value = secure
    ? await getSignedCookie(c, keyOf(sessionKey), NAME, 'secure')
    : await getSignedCookie(c, keyOf(sessionKey), NAME);
  deleteCookie(c, NAME, placeOf(secure));
  const carried = typeof value === 'string' ? read(value) : undefined;
  return carried && carried.until > now().getTime() ? carried : undefined;
}

function read(value: string): z.infer<typeof Carried> | undefined {
  try {
    return Carried.safeParse(JSON.parse(Buffer.from(value, 'base64url').toString())).data;
  } catch {
    return undefined;
  }
}

/** `__Host-` would want the path to be /. */
const placeOf = (secure: boolean) =>
  secure
    ? ({ path: PATH, secure: true, prefix: 'secure' } as const)
    : ({ path: PATH, secure: false } as const);

/** What is signed for one purpose is no good for another. */
function keyOf(sessionKey: string): string {
  return createHmac('sha256', sessionKey).update('oidc trip').digest('base64url');
}
