export const EMBEDDED_FAULTS = [
  'missing_package',
  'wrong_checksum',
  'unknown_voice',
  'failed',
  'timeout',
  'gone',
] as const;
export type EmbeddedFault = (typeof EMBEDDED_FAULTS)[number];

export interface EmbeddedSpeechFacts {
  readonly operation: string;
  readonly fault: EmbeddedFault;
  /** What went wrong, without a transcript in it. */
  readonly detail: string;
  /** What a person can do about it, as a sentence. */
  readonly nextStep?: string;
  readonly cause?: unknown;
}

/**
 * Embedded hearing or speaking is not to be had. After `timeout` or `gone` the process that holds
 * the models must be taken for dead: nothing restarts it, so the worker has to leave.
 */
export class EmbeddedSpeechError extends Error {
  override readonly name = 'EmbeddedSpeechError';
  readonly operation: string;
  readonly fault: EmbeddedFault;
  readonly detail: string;
  readonly nextStep: string | undefined;

  constructor({ operation, fault, detail, nextStep, cause }: EmbeddedSpeechFacts) {
    const ending = nextStep === undefined ? '' : ` ${nextStep}`;
    super(`${operation} by the embedded speech failed (${fault}): ${detail}${ending}`, { cause });
    this.operation = operation;
    this.fault = fault;
    this.detail = detail;
    this.nextStep = nextStep;
  }

  /** True when the models' process will not answer any more. */
  get fatal(): boolean {
    return this.fault === 'timeout' || this.fault === 'gone';
  }
}
