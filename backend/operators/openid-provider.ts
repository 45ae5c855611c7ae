import * as openid from 'openid-client';
import type { OidcSettings } from '../../config/oidc-env.ts';
import { SINGLE_SIGN_ON } from '../../protocol/operator.ts';
import type { Claims } from './claimed-person.ts';
import type { Trip } from './trip-cookie.ts';

/** Of one request to the provider, its body included. Seconds. */
const LIMIT_S = 10;
const SCOPE = 'openid profile email';

/** The OpenID provider. Every method throws what openid-client throws. */
export interface OpenidProvider {
  /** Where the browser goes. */
  addressFor(trip: Trip): Promise<URL>;
  /**
   * Who has come back. Checked: state, issuer of the answer (RFC 9207), code verifier (RFC 7636), and
   * of the ID token signature, issuer, audience, nonce and time (OpenID Connect Core 1.0, 3.1.3.7).
   * @param query of the callback, as it came
   */
  claimsOf(query: string, trip: Trip): Promise<Claims>;
}

/** Asks the provider about itself at the first sign-in, not before: it may be away when we start. */
export function openidProvider(settings: OidcSettings): OpenidProvider {
  const redirect_uri = new URL(SINGLE_SIGN_ON.callback, settings.publicUrl).href;
  let asked: Promise<openid.Configuration> | undefined;
  const configuration = () =>
    (asked ??= discover(settings).catch((fault: unknown) => {
      asked = undefined;
      throw fault;
    }));
  return {
    async addressFor({ state, nonce, verifier }) {
      const code_challenge = await openid.calculatePKCECodeChallenge(verifier);
      return openid.buildAuthorizationUrl(await configuration(), {
        ...{ redirect_uri, scope: SCOPE, state, nonce },
        ...{ code_challenge, code_challenge_method: 'S256' },
      });
    },
    async claimsOf(query, { state, nonce, verifier }) {
      const provider = await configuration();
      // Our own address, not that of the request: behind a proxy the two differ.
      const url = new URL(redirect_uri);
      url.search = query;
      const tokens = await openid.authorizationCodeGrant(provider, url, {
        ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier },
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) return {};
      const { userinfo_endpoint } = provider.serverMetadata();
      if (isEnough(claims, settings) || userinfo_endpoint === undefined) return claims;
      const more = await openid.fetchUserInfo(provider, tokens.access_token, claims.sub);
      return { ...more, ...claims };
    },
  };
}

/** Many providers keep a code flow's ID token small and tell the rest when asked (Core 1.0, 5.4). */
function isEnough(claims: Claims, { nameClaims, rolesClaim }: OidcSettings): boolean {
  return rolesClaim in claims && nameClaims.some((name) => name in claims);
}

function discover(settings: OidcSettings): Promise<openid.Configuration> {
  const issuer = new URL(settings.issuer);
  // Hazard: without this a signature is not looked at, since TLS vouches for the token endpoint.
  const execute = [openid.enableNonRepudiationChecks];
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- http is loopback, see config/oidc-env.ts
  if (issuer.protocol === 'http:') execute.push(openid.allowInsecureRequests);
  return openid.discovery(issuer, settings.clientId, undefined, authentication(settings), {
    ...{ execute, timeout: LIMIT_S },
  });
}

/** `client_secret_basic` unless the provider only takes the other one (Discovery 1.0, 3). */
function authentication({ clientSecret }: OidcSettings): openid.ClientAuth {
  if (clientSecret === undefined) return openid.None();
  const [basic, post] = [
    openid.ClientSecretBasic(clientSecret),
    openid.ClientSecretPost(clientSecret),
  ];
  return (server, client, body, headers) => {
    const ways = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    const way = ways.includes('client_secret_basic') ? basic : post;
    way(server, client, body, headers);
  };
}
