import { AsyncLocalStorage } from 'node:async_hooks';
import type { Store } from '../../backend/store/store.ts';

/** Code inside a transaction went back to the store instead of using the transaction's handle. */
export class StoreReentryError extends Error {
  override readonly name = 'StoreReentryError';

  constructor() {
    super('A query inside a transaction must use the transaction it was given.');
  }
}

/**
 * A store on which a query beside the own transaction throws. On the embedded one it would wait for
 * ever, on Postgres it would see what is not committed as missing.
 */
export function guarded(store: Store): Store {
  const inside = new AsyncLocalStorage<true>();
  const outside = () => {
    if (inside.getStore()) throw new StoreReentryError();
  };
  return {
    ...store,
    async run(work) {
      outside();
      return store.run(work);
    },
    async transaction(work) {
      outside();
      return store.transaction((tx) => inside.run(true, () => work(tx)));
    },
  };
}
