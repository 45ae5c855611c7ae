import * as openid from 'openid-client';
import type { SignInRefusal } from '../../protocol/operator.ts';

/** What openid-client calls an answer or a token that is not as it has to be. */
const UNPROVEN = [
  'OAUTH_INVALID_RESPONSE',
  'OAUTH_JWT_CLAIM_COMPARISON_FAILED',
  'OAUTH_JWT_TIMESTAMP_CHECK_FAILED',
  'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  'OAUTH_KEY_SELECTION_FAILED',
  'OAUTH_UNSUPPORTED_OPERATION',
];

/** What whoever wants to sign in is told about a fault of openid-client, or of the way to the provider. */
export function refusalOf(fault: unknown): SignInRefusal {
  if (fault instanceof openid.AuthorizationResponseError)
    return fault.error === 'access_denied' ? 'denied' : 'provider_away';
  // RFC 6749, 5.2: the code was used before, is too old, or is somebody else's.
  if (fault instanceof openid.ResponseBodyError)
    return fault.error === 'invalid_grant' ? 'expired' : 'provider_away';
  if (fault instanceof openid.ClientError)
    return UNPROVEN.includes(fault.code ?? '') ? 'unproven' : 'provider_away';
  return 'provider_away';
}

/** For the log: names, codes and openid-client's own sentences. Causes may hold tokens and claims. */
export function factsOf(fault: unknown): Record<string, unknown> {
  if (!(fault instanceof Error)) return { name: typeof fault };
  const { name, message, cause } = fault;
  const code = 'code' in fault ? fault.code : undefined;
  const error = 'error' in fault ? fault.error : undefined;
  const because = cause instanceof Error ? { name: cause.name, code: codeOf(cause) } : undefined;
  return { name, message, code, error, because };
}

function codeOf(fault: Error): unknown {
  return 'code' in fault ? fault.code : undefined;
}
