/** What is asked before something that cannot be taken back. */
export interface Question {
  readonly title: string;
  readonly text: string;
  /** What the button says that does it. */
  readonly act: string;
  readonly answer: (yes: boolean) => void;
}

export const SURE = 'baton-sure';

/** Asks the operator; true: do it. */
export function sure(question: Omit<Question, 'answer'>): Promise<boolean> {
  return new Promise((answer) => {
    window.dispatchEvent(new CustomEvent<Question>(SURE, { detail: { ...question, answer } }));
  });
}
