import type { ProblemCode } from '../../protocol/problem.ts';
import type { Role } from '../../protocol/operator.ts';

/** Who asks, once the door has let them in. */
export interface Actor {
  /** An operator's name; `token` for the bearer token. */
  readonly name: string;
  readonly role: Role;
  /** Of a cookie; null for the bearer token. */
  readonly session: { readonly id: string; readonly expires_at: Date } | null;
  /** Whether they still may: not signed out, not taken off the list. For what lasts. */
  readonly still: () => Promise<boolean>;
}

declare module 'hono' {
  interface ContextVariableMap {
    actor: Actor;
    /** What the audit says besides the route, as far as a route knows more. */
    audited: string | undefined;
    /** The code of the refusal that is answered. */
    refused: ProblemCode | undefined;
    /** Single sign-on was refused: a redirect does not show it. */
    turnedAway: boolean | undefined;
  }
}
