import { z } from 'zod';
import { optional, or } from './variable.ts';

/** `role` is one of protocol/operator.ts, which nothing here may import. */
export interface MappedRole {
  readonly claimed: string;
  readonly role: 'agent' | 'operator' | 'admin';
}

const HttpsUrl = z
  .string()
  .refine(isHttpsUrl, 'an https:// URL, or http:// on loopback, without a password, ? and #');

const RoleMap = z.string().transform((text, context): MappedRole[] => {
  return text.split(',').flatMap((part) => {
    const pair = part.trim();
    const [, claimed, role] = /^(.+?)\s*=\s*(agent|operator|admin)$/.exec(pair) ?? [];
    if (claimed && isRole(role)) return [{ claimed, role }];
    const message = 'pairs such as "baton-admin=admin, support=agent"; agent, operator or admin';
    context.addIssue({ code: 'custom', message });
    return [];
  });
});

/** Signing in to the console by OpenID Connect. */
export const OIDC_VARIABLES = {
  /** The console's own address, as browsers see it. */
  BATON_PUBLIC_URL: optional(
    HttpsUrl.refine((text) => !URL.canParse(text) || new URL(text).pathname === '/', {
      message: 'an address without a path, such as "https://baton.example.com"',
    }),
  ),
  BATON_OIDC_ISSUER: optional(HttpsUrl),
  BATON_OIDC_CLIENT_ID: optional(z.string()),
  /** Absent: a public client. */
  BATON_OIDC_CLIENT_SECRET: optional(z.string()),
  /** What the sign-in page calls it. */
  BATON_OIDC_LABEL: or(z.string().max(60, 'at most 60 characters'), 'Single sign-on'),
  /** Absent: `preferred_username`, then `email`. */
  BATON_OIDC_NAME_CLAIM: optional(z.string()),
  BATON_OIDC_ROLES_CLAIM: or(z.string(), 'roles'),
  /** What the provider says, and the role that it is here. Whoever has none of these is refused. */
  BATON_OIDC_ROLE_MAP: optional(RoleMap),
};

type OidcVariables = z.output<z.ZodObject<typeof OIDC_VARIABLES>>;

/** A provider and what it is to Baton. */
export interface OidcSettings {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly publicUrl: string;
  readonly label: string;
  /** The first one that there is, counts. */
  readonly nameClaims: readonly string[];
  readonly rolesClaim: string;
  readonly roleMap: readonly MappedRole[];
}

/** What OpenID Connect needs, and what is nothing without it. */
export const OIDC_TOGETHER = {
  needs: ['BATON_PUBLIC_URL', 'BATON_OIDC_CLIENT_ID', 'BATON_OIDC_ROLE_MAP'],
  nothingWithout: [
    'BATON_OIDC_CLIENT_ID',
    'BATON_OIDC_CLIENT_SECRET',
    'BATON_OIDC_NAME_CLAIM',
    'BATON_OIDC_ROLE_MAP',
  ],
} as const satisfies Record<string, readonly (keyof OidcVariables)[]>;

/** Undefined where no provider is named. */
export function oidcSettings(env: OidcVariables): OidcSettings | undefined {
  const { BATON_OIDC_ISSUER: issuer, BATON_OIDC_CLIENT_ID: clientId } = env;
  const { BATON_PUBLIC_URL: publicUrl, BATON_OIDC_ROLE_MAP: roleMap } = env;
  if (!issuer || !clientId || !publicUrl || !roleMap) return undefined;
  const named = env.BATON_OIDC_NAME_CLAIM;
  return {
    ...{ issuer, clientId, publicUrl, roleMap },
    clientSecret: env.BATON_OIDC_CLIENT_SECRET,
    label: env.BATON_OIDC_LABEL,
    nameClaims: named === undefined ? ['preferred_username', 'email'] : [named],
    rolesClaim: env.BATON_OIDC_ROLES_CLAIM,
  };
}

function isRole(text: string | undefined): text is MappedRole['role'] {
  return text === 'agent' || text === 'operator' || text === 'admin';
}

/** OpenID Connect Discovery 1.0, 3: an issuer is https, without query and fragment. */
function isHttpsUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, hostname, username, password } = new URL(text);
  if (username !== '' || password !== '' || /[?#]/.test(text)) return false;
  const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  return protocol === 'https:' || (protocol === 'http:' && loopback);
}
