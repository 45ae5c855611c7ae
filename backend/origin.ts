import type { Context, MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { problem } from './problem.ts';

/** Pages that may use the widget's routes: our own, and the origins that are listed. */
export function widgetOrigins(allowed: readonly string[]): MiddlewareHandler[] {
  const answer = cors({
    origin: (origin, c) => (mayCall(c, origin, allowed) ? origin : null),
    allowMethods: ['POST'],
    allowHeaders: ['Content-Type'],
    exposeHeaders: ['Retry-After'],
    maxAge: 600,
  });
  return [
    answer,
    async (c, next) => {
      const origin = c.req.header('Origin');
      if (origin === undefined || mayCall(c, origin, allowed)) return next();
      const because = `${origin} is not in BATON_ALLOWED_ORIGINS.`;
      return problem(c, { refused: 'forbidden_origin', because });
    },
  ];
}

/** Compared by host: behind a proxy that ends TLS this process sees another scheme. */
export function mayCall(c: Context, origin: string, allowed: readonly string[]): boolean {
  if (allowed.includes('*') || allowed.includes(origin)) return true;
  const host = c.req.header('Host') ?? new URL(c.req.url).host;
  return URL.canParse(origin) && new URL(origin).host === host;
}
