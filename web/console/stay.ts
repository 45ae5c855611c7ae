import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Route } from './route.ts';
import { sure } from './sure.ts';

/** What would be lost by leaving, and how that is asked. */
export interface Loss {
  readonly title: string;
  readonly text: string;
  /** What the button says that leaves. */
  readonly act: string;
}

type LossAt = (to: Route | null) => Loss | null;

const held = new Set<LossAt>();

/** A page that holds what would be lost: it is asked before the page is left, whichever way. */
export class Stay implements ReactiveController {
  readonly #lossAt: LossAt;

  /** `lossAt`: what going there loses; null for nothing. Nowhere in the console is null. */
  constructor(host: ReactiveControllerHost, lossAt: LossAt) {
    this.#lossAt = lossAt;
    host.addController(this);
  }

  hostConnected(): void {
    held.add(this.#lossAt);
  }

  hostDisconnected(): void {
    held.delete(this.#lossAt);
  }
}

/** What going there would lose. */
export function lossAt(to: Route | null): Loss | null {
  for (const one of held) {
    const loss = one(to);
    if (loss) return loss;
  }
  return null;
}

/** Asks where something would be lost; true: go. */
export async function mayLeave(to: Route | null): Promise<boolean> {
  const loss = lossAt(to);
  return loss === null || sure(loss);
}
