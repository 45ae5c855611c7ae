import { within } from '../config/within.ts';
import type { DisconnectedBy } from '../protocol/call-event.ts';

/** Milliseconds after which a step is left behind: a caller is never kept in a call that is over. */
const STEP_LIMIT_MS = 30_000;

type Step = (by: DisconnectedBy, detail: string | undefined) => void | Promise<void>;

/** The one ending of a call: every path comes through here, and the second time nothing happens. */
export class Ending {
  readonly #steps: { readonly name: string; readonly run: Step }[] = [];
  readonly #report: (what: string, fault: unknown) => void;
  #ended: Promise<void> | null = null;

  constructor(report: (what: string, fault: unknown) => void) {
    this.#report = report;
  }

  /** Adds a step; the steps run in the order of their adding. Each is written beside its start. */
  then(name: string, run: Step): void {
    this.#steps.push({ name, run });
  }

  readonly end = (by: DisconnectedBy, detail?: string): Promise<void> => {
    this.#ended ??= this.#run(by, detail);
    return this.#ended;
  };

  async #run(by: DisconnectedBy, detail: string | undefined): Promise<void> {
    for (const { name, run } of this.#steps) {
      try {
        await within(Promise.resolve(run(by, detail)), STEP_LIMIT_MS, name);
      } catch (fault) {
        this.#report(`A step of the ending failed: ${name}.`, fault);
      }
    }
  }
}
