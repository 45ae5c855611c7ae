import { createHash } from 'node:crypto';
import * as openid from 'openid-client';
import type { Logger } from '../../config/log.ts';
import type { OidcSettings } from '../../config/oidc-env.ts';
import { sameSecret } from '../access.ts';
import { personIn, type NotSignedIn } from './claimed-person.ts';
import type { Entrant } from './entrant.ts';
import { openidProvider } from './openid-provider.ts';
import { factsOf, refusalOf } from './provider-fault.ts';
import type { Trip } from './trip-cookie.ts';

/** Signing in to the console at an OpenID provider. */
export interface SingleSignOn {
  readonly label: string;
  /** Another one after every change of the settings: sessions are bound to it. */
  readonly fingerprint: string;
  /** Whether browsers speak https to us. */
  readonly secure: boolean;
  /** Where the browser goes, and what it has to bring back. */
  depart(): Promise<{ to: URL; trip: Trip } | NotSignedIn>;
  /** @param query of the callback, as it came */
  arrive(query: string, trip: Trip | undefined): Promise<Entrant | NotSignedIn>;
}

export function singleSignOn(settings: OidcSettings, log: Logger): SingleSignOn {
  const provider = openidProvider(settings);
  const fingerprint = fingerprintOf(settings);
  const refuse = (fault: unknown): NotSignedIn => {
    const refused = refusalOf(fault);
    const { issuer } = settings;
    log.warn({ issuer, refused, facts: factsOf(fault) }, 'A single sign-on has failed.');
    return { refused };
  };
  return {
    label: settings.label,
    fingerprint,
    secure: settings.publicUrl.startsWith('https:'),
    async depart() {
      const trip = newTrip();
      try {
        return { to: await provider.addressFor(trip), trip };
      } catch (fault) {
        // Nobody has come yet: whatever is wrong here, is wrong with the provider or the settings.
        return { ...refuse(fault), refused: 'provider_away' };
      }
    },
    async arrive(query, trip) {
      const state = new URLSearchParams(query).get('state');
      if (!trip || state === null || !sameSecret(trip.state, state)) return { refused: 'expired' };
      try {
        const person = personIn(await provider.claimsOf(query, trip), settings);
        if ('refused' in person) return person;
        return { ...person, fingerprint, provider: settings.issuer };
      } catch (fault) {
        return refuse(fault);
      }
    },
  };
}

function newTrip(): Trip {
  return {
    state: openid.randomState(),
    nonce: openid.randomNonce(),
    verifier: openid.randomPKCECodeVerifier(),
  };
}

/** Of what decides who comes in and as what; a new label or secret signs nobody out. */
function fingerprintOf(settings: OidcSettings): string {
  const { issuer, clientId, nameClaims, rolesClaim, roleMap } = settings;
  const pairs = roleMap.map(({ claimed, role }) => [claimed, role]);
  const decisive = JSON.stringify([issuer, clientId, nameClaims, rolesClaim, pairs]);
  return createHash('sha256').update(decisive).digest('base64url');
}
