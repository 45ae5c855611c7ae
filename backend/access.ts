import { hash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { API_KEY_HEADER } from '../protocol/names.ts';
import { problem } from './problem.ts';

/** Worker to backend: the service key in `X-API-Key`. */
export function serviceOnly(key: string): MiddlewareHandler {
  const matches = matcher(key);
  return async (c, next) => {
    if (matches(c.req.header(API_KEY_HEADER))) return next();
    return problem(c, {
      refused: 'unauthorized',
      because: `${API_KEY_HEADER} is missing or wrong.`,
    });
  };
}

export function atMost(bytes: number): MiddlewareHandler {
  const tooLarge = (c: Context) =>
    problem(c, { refused: 'too_large', because: `At most ${bytes} bytes.` });
  const counted = bodyLimit({ maxSize: bytes, onError: tooLarge });
  return async (c, next) => {
    // The server holds a body to the length it claims; counting it would make a stream of it first.
    const claims = c.req.header('Content-Length');
    if (claims === undefined || c.req.header('Transfer-Encoding') !== undefined)
      return counted(c, next);
    return Number(claims) > bytes ? tooLarge(c) : next();
  };
}

/** No name of ours has a NUL in it, and the store takes none. */
export function withoutNul(): MiddlewareHandler {
  return async (c, next) => {
    if (!c.req.url.includes('%00')) return next();
    return problem(c, { refused: 'bad_request', because: 'An address has no NUL in it.' });
  };
}

/** Constant time. */
export function sameSecret(wanted: string, given: string | undefined): boolean {
  return matcher(wanted)(given);
}

/** Digests have one length and say nothing about the key, so the comparison takes constant time. */
function matcher(secret: string): (given: string | undefined) => boolean {
  const wanted = digest(secret);
  return (given) => timingSafeEqual(wanted, digest(given ?? ''));
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}
