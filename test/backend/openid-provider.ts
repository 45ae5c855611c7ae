import { createSign, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export const CLIENT_ID = 'baton';
export const CLIENT_SECRET = 'secret-of-the-client-in-the-tests';

/** What the provider knows of somebody besides `sub`. */
export type Account = Record<string, unknown>;
type Json = Record<string, unknown>;

/** A token as it is about to be sent, and what stands there instead. */
export interface Forgery {
  header?: Json;
  claims?: (claims: Json) => Json;
  /** Signs with a key that the provider does not show. */
  key?: 'another';
}

export type TestProvider = Awaited<ReturnType<typeof testProvider>>;

/** A whole OpenID provider on loopback at which one account after the other signs in. */
export async function testProvider(redirectUri: string) {
  const [own, another] = [rsa(), rsa()];
  const accounts = new Map<string, Account>();
  let [who, forgery]: [string | null, Forgery | null] = [null, null];
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (!request.url?.startsWith('/interaction/')) {
      void answer(request, response);
      return;
    }
    const result = who === null ? { error: 'access_denied' } : { login: { accountId: who } };
    void provider.interactionFinished(request, response, result);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        redirect_uris: [redirectUri],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    jwks: { keys: [{ ...own.export({ format: 'jwk' }), kid: 'own', use: 'sig', alg: 'RS256' }] },
    claims: {
      openid: ['sub'],
      profile: ['preferred_username', 'roles'],
      email: ['email', 'email_verified'],
    },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, ...accounts.get(id) }),
    }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    features: { devInteractions: { enabled: false } },
    // Everybody has agreed already.
    loadExistingGrant: async (context) => {
      const { client, session } = context.oidc;
      const grant = new context.oidc.provider.Grant({
        clientId: client!.clientId,
        accountId: session!.accountId!,
      });
      grant.addOIDCScope('openid profile email');
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    cookies: { keys: ['cookies of the provider in the tests'] },
  });
  provider.use(async (context, next) => {
    await next();
    const body = context.body as { id_token?: string } | undefined;
    if (context.path !== '/token' || !forgery || body?.id_token === undefined) return;
    body.id_token = forged(body.id_token, forgery, forgery.key === 'another' ? another : own);
  });
  const answer = provider.callback();
  return {
    issuer,
    /** How often it was asked for anything. */
    asked: () => asked,
    /** From now on this one is who signs in; null: nobody, who declines. */
    is(account: (Account & { sub: string }) | null) {
      who = account?.sub ?? null;
      if (account) accounts.set(account.sub, account);
    },
    /** From now on every ID token is like that; null: as it should be. */
    forges(how: Forgery | null) {
      forgery = how;
    },
    /**
     * A browser that goes there from our page, until it is sent back to us.
     * @returns the address of ours that it is sent to
     */
    async visit(start: string): Promise<URL> {
      const jar = new Map<string, string>();
      let at = new URL(start);
      while (at.origin === issuer) {
        const Cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const page = await fetch(at, { headers: { Cookie }, redirect: 'manual' });
        for (const line of page.headers.getSetCookie()) {
          const [, name, value] = /^([^=]+)=([^;]*)/.exec(line)!;
          jar.set(name!, value!);
        }
        const next = page.headers.get('location');
        if (next === null) throw new Error(`${at.pathname}: ${page.status} ${await page.text()}`);
        at = new URL(next, at);
      }
      return at;
    },
    close: () =>
      new Promise<void>((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function rsa() {
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
}

/** The same token with other claims, signed anew (RFC 7515). */
function forged(token: string, { header, claims }: Forgery, key: ReturnType<typeof rsa>): string {
  const [head, middle] = token.split('.', 2).map((part) => {
    return JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
  });
  const part = (json: Json) => Buffer.from(JSON.stringify(json)).toString('base64url');
  const text = `${part({ ...head, ...header })}.${part(claims?.(middle!) ?? middle!)}`;
  if (header?.['alg'] === 'none') return `${text}.`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key, 'base64url')}`;
}
