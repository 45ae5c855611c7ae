import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { deleteCookie, getSignedCookie, setSignedCookie } from 'hono/cookie';
import { CSRF_HEADER } from '../../protocol/operator.ts';

const NAME = 'baton_operator';
/** Twelve hours: a shift and its overtime. */
export const SESSION_MS = 12 * 3_600_000;

/** Where a browser speaks https, also to a proxy in front of us. A lie about it hurts the liar. */
function isSecure(c: Context): boolean {
  const forwarded = c.req.header('X-Forwarded-Proto')?.split(',')[0]?.trim();
  return forwarded === 'https' || new URL(c.req.url).protocol === 'https:';
}

/** `__Host-`: no page on another host of the same domain can put a cookie of its own in its place. */
const prefixed = (c: Context) => (isSecure(c) ? ({ prefix: 'host' } as const) : {});

export async function giveCookie(c: Context, id: string, key: string): Promise<void> {
  await setSignedCookie(c, NAME, id, key, {
    path: '/',
    httpOnly: true,
    sameSite: 'Strict',
    maxAge: SESSION_MS / 1000,
    secure: isSecure(c),
    ...prefixed(c),
  });
}

/** The session's id; undefined where there is no cookie, or one that we have not signed. */
export async function readCookie(c: Context, key: string): Promise<string | undefined> {
  const { prefix } = { prefix: undefined, ...prefixed(c) };
  const id = prefix
    ? await getSignedCookie(c, key, NAME, prefix)
    : await getSignedCookie(c, key, NAME);
  return typeof id === 'string' && id !== '' ? id : undefined;
}

export function takeCookie(c: Context): void {
  deleteCookie(c, NAME, { path: '/', secure: isSecure(c), ...prefixed(c) });
}

export function newSessionId(): string {
  return randomBytes(32).toString('base64url');
}

/** What the store knows of a session: whoever reads the store cannot use it. */
export function digestOf(id: string): string {
  return createHash('sha256').update(id).digest('base64url');
}

export function csrfToken(id: string, key: string): string {
  return createHmac('sha256', key).update(`csrf ${id}`).digest('base64url');
}

export function hasCsrfToken(c: Context, id: string, key: string): boolean {
  const wanted = Buffer.from(csrfToken(id, key));
  const given = Buffer.from(c.req.header(CSRF_HEADER) ?? '');
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
