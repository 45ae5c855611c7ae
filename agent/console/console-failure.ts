/** The console cannot be run; `next` is the sentence that says what to do about it. */
export class ConsoleFailure extends Error {
  override readonly name = 'ConsoleFailure';
  readonly next: string;

  constructor(message: string, next: string) {
    super(message);
    this.next = next;
  }
}
