/**
 * A fault of a call: something that should not have happened. It is logged with its facts, never
 * spoken raw and never sent to a browser. A refusal is not a fault; refusals are values.
 */
export class CallError extends Error {
  override readonly name: string = 'CallError';
  readonly facts: Readonly<Record<string, unknown>>;

  constructor(message: string, facts: Record<string, unknown> = {}, cause?: unknown) {
    super(message, { cause });
    this.facts = facts;
  }
}

/** The backend did not answer, or answered with a fault. */
export class BackendError extends CallError {
  override readonly name: string = 'BackendError';
}

/** The backend answered something that is not in the contract. */
export class ContractError extends BackendError {
  override readonly name = 'ContractError';
}

/** The target of a handoff could not be made ready, or could not be put on the line. */
export class HandoffError extends CallError {
  override readonly name = 'HandoffError';
}
