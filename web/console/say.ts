import { ConsoleFault } from './api.ts';

/** What has just happened, told to the eye and to a screen reader. */
export interface Saying {
  readonly text: string;
  readonly bad?: boolean;
  /** What takes it back. */
  readonly undo?: () => void;
}

export const SAY = 'baton-say';

export function say(text: string, more: Omit<Saying, 'text'> = {}): void {
  window.dispatchEvent(new CustomEvent<Saying>(SAY, { detail: { text, ...more } }));
}

/** Carries an act out; what goes wrong is told. False: it did. */
export async function attempt(act: () => Promise<void>): Promise<boolean> {
  try {
    await act();
    return true;
  } catch (fault) {
    const text =
      fault instanceof ConsoleFault ? `${fault.message}. ${fault.detail}` : String(fault);
    say(text, { bad: true });
    return false;
  }
}
