/** A step could not be done; `next` is the sentence that says what to do about it. */
export class StepFailure extends Error {
  override readonly name = 'StepFailure';
  readonly next: string;

  constructor(message: string, next: string, options?: ErrorOptions) {
    super(message, options);
    this.next = next;
  }
}
