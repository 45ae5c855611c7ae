import type { OidcSettings } from '../../config/oidc-env.ts';
import { ROLES, type Role, type SignInRefusal } from '../../protocol/operator.ts';

/** What a provider says of somebody, as it came. */
export type Claims = Readonly<Record<string, unknown>>;

/** Single sign-on has let nobody in. */
export interface NotSignedIn {
  readonly refused: SignInRefusal;
  /** Where the provider has vouched for a name. */
  readonly who?: string;
}

export interface ClaimedPerson {
  readonly name: string;
  readonly role: Role;
}

/** No operator of the list can have it: `OperatorName` has no colon, and the bearer token neither. */
const APART = 'oidc:';

/** As long as an e-mail address; nothing that is not seen, or that turns the text around. */
const NAME = /^[^\p{C}\p{Zl}\p{Zp}]{1,254}$/u;

/** Who the claims are about, and the greatest of the roles that they have here. */
export function personIn(claims: Claims, settings: OidcSettings): ClaimedPerson | NotSignedIn {
  const said = nameIn(claims, settings.nameClaims);
  if (said === undefined) return { refused: 'no_name' };
  const name = APART + said;
  const claimed = rolesIn(claims[settings.rolesClaim]);
  const mapped = settings.roleMap.filter((one) => claimed.includes(one.claimed));
  const role = ROLES.findLast((one) => mapped.some((pair) => pair.role === one));
  return role === undefined ? { refused: 'no_role', who: name } : { name, role };
}

function nameIn(claims: Claims, wanted: readonly string[]): string | undefined {
  for (const claim of wanted) {
    const value = claims[claim];
    const name = typeof value === 'string' ? value.trim().normalize('NFC') : '';
    // An address that the provider knows to be unproven may be anybody's (OpenID Connect Core 1.0, 5.1).
    const unverified = claim === 'email' && claims['email_verified'] === false;
    if (NAME.test(name) && !unverified) return name;
  }
  return undefined;
}

function rolesIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
