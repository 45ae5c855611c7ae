import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { serveStatic } from '@hono/node-server/serve-static';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import type { AppDeps } from '../app-deps.ts';

/** What a customer's page loads from here, and for how long it may keep it. */
const EMBEDDED = [
  { path: '/widget.js', keep: 'public, max-age=300' },
  // Vite puts a digest of the content into these names.
  { path: '/assets/*', keep: 'public, max-age=31536000, immutable' },
  { path: '/avatars/*', keep: 'public, max-age=3600' },
];

/** Nothing in the console comes from elsewhere, and no other page frames it. Avatars may. */
function consolePolicy(livekit: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    `connect-src 'self' ${placesOf(livekit).join(' ')}`,
    "img-src 'self' data: https:",
    "media-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Where whoever takes a call connects to; LiveKit Cloud sends a client on to a host near it. */
function placesOf(livekit: string): string[] {
  const { host, protocol } = new URL(livekit);
  const hosts = host.endsWith('.livekit.cloud') ? [host, '*.livekit.cloud'] : [host];
  const schemes = protocol === 'wss:' ? ['wss', 'https'] : ['ws', 'http'];
  return hosts.flatMap((one) => schemes.map((scheme) => `${scheme}://${one}`));
}

const NOT_BUILT =
  'The pages are not built yet. Run `npm run build:web`, then load this page again.\n';

/**
 * Headers for every answer. The widget's own files may be loaded from other sites, everything else
 * may not. HSTS is left to whoever ends TLS.
 */
export function webHeaders(): MiddlewareHandler {
  const own = secureHeaders({ strictTransportSecurity: false });
  const open = secureHeaders({
    strictTransportSecurity: false,
    crossOriginResourcePolicy: 'cross-origin',
  });
  return (c, next) => (isEmbedded(c.req.path) ? open(c, next) : own(c, next));
}

function isEmbedded(path: string): boolean {
  return EMBEDDED.some((one) =>
    one.path.endsWith('*') ? path.startsWith(one.path.slice(0, -1)) : path === one.path,
  );
}

/** The built pages: the widget, its parts, and the page that shows it. */
export function webFileRoutes(app: OpenAPIHono, { webRoot, livekit }: AppDeps): void {
  const root = resolve(webRoot);
  const policy = consolePolicy(livekit.url);
  for (const { path, keep } of EMBEDDED)
    app.get(path, cors({ origin: '*', allowMethods: ['GET'] }), files(root, keep));
  app.get('/', (c, next) => {
    if (existsSync(join(root, 'index.html'))) return next();
    return Promise.resolve(c.text(NOT_BUILT, 503));
  });
  for (const path of ['/console', '/console/*']) app.get(path, consolePage(root, policy));
  app.get('*', files(root, 'no-cache'));
}

/** One page, whatever its address: the console finds its way by itself. */
function consolePage(root: string, policy: string): MiddlewareHandler {
  return async (c) => {
    const page = await readFile(join(root, 'console', 'index.html'), 'utf8').catch(() => undefined);
    if (page === undefined) return c.text(NOT_BUILT, 503);
    c.header('Content-Security-Policy', policy);
    c.header('Cache-Control', 'no-cache');
    return c.html(page);
  };
}

function files(root: string, keep: string): MiddlewareHandler {
  let handler: MiddlewareHandler | undefined;
  return async (c, next) => {
    // Made when the folder is there: made earlier it complains on the console.
    if (!existsSync(root)) return next();
    handler ??= serveStatic({ root });
    const answer = await handler(c, next);
    if (answer instanceof Response && answer.ok) answer.headers.set('Cache-Control', keep);
    return answer;
  };
}
