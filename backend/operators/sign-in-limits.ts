import type { Context, MiddlewareHandler } from 'hono';
import { rateLimiter } from 'hono-rate-limiter';
import { SignInRequest } from '../../protocol/operator.ts';
import { clientAddress } from '../client-address.ts';
import { problem } from '../problem.ts';
import { backToTheDoor } from './back-to-the-door.ts';

const WINDOW_MS = 5 * 60_000;
const FAILURES_OF_AN_ADDRESS = 20;
const FAILURES_OF_A_NAME = 10;
const COUNTED = {
  windowMs: WINDOW_MS,
  standardHeaders: 'draft-7',
  skipSuccessfulRequests: true,
} as const;

/**
 * Wrong passwords from one address, and for one name from anywhere. The second can keep an operator
 * out for minutes whose name somebody knows; guessing on is worse.
 */
export function signInLimits(): MiddlewareHandler[] {
  return [limit(FAILURES_OF_AN_ADDRESS, clientAddress), limit(FAILURES_OF_A_NAME, nameIn)];
}

/** Single sign-ons that came to nothing, from one address. No name is known before one has come off. */
export function singleSignOnLimits(): MiddlewareHandler {
  return rateLimiter({
    ...COUNTED,
    limit: FAILURES_OF_AN_ADDRESS,
    keyGenerator: clientAddress,
    requestWasSuccessful: (c) => c.get('turnedAway') !== true && c.res.status < 400,
    handler: (c) => backToTheDoor(c, 'rate_limited'),
  });
}

function limit(failures: number, keyGenerator: (c: Context) => string | Promise<string>) {
  return rateLimiter({
    ...COUNTED,
    limit: failures,
    keyGenerator,
    handler: (c) =>
      problem(c, { refused: 'rate_limited', because: 'Too many attempts. Wait five minutes.' }),
  });
}

async function nameIn(c: Context): Promise<string> {
  const read = SignInRequest.safeParse(await c.req.json().catch(() => undefined));
  return read.success ? read.data.name : '';
}
