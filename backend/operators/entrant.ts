import type { Role } from '../../protocol/operator.ts';

/** Whoever has shown who they are. */
export interface Entrant {
  readonly name: string;
  readonly role: Role;
  /** Of what has let them in: the session ends when that changes. */
  readonly fingerprint: string;
  /** Issuer of whoever has vouched for them; null for an operator of the list. */
  readonly provider: string | null;
}
