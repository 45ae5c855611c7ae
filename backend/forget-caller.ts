import type { ForgottenCaller } from '../protocol/forgotten.ts';
import { countCallsOf, holdCallsOf, type WhichCaller } from './store/callers-calls.ts';
import { forgetCalls, NOTHING, together } from './store/forget-calls.ts';
import { dropCallbacksTo, removeMentions } from './store/mentions.ts';
import type { Store } from './store/store.ts';

const AT_ONCE = 50;

/**
 * Everything that is stored of a caller goes, but for calls that go on. Asked again after a fault it
 * goes on where it stopped.
 */
export async function forgetCaller(
  store: Store,
  caller: WhichCaller,
  now: Date,
): Promise<ForgottenCaller> {
  let gone = NOTHING;
  for (let last = AT_ONCE; last === AT_ONCE;) {
    await store.transaction(async (tx) => {
      const ids = await holdCallsOf(tx, caller, now, AT_ONCE);
      gone = together(gone, await forgetCalls(tx, ids));
      last = ids.length;
    });
  }
  const { caller_id } = caller;
  let mentions = 0;
  if (caller_id !== undefined) {
    // For good before the long part: nobody is called back who wants to be forgotten.
    const callbacks = await store.transaction((tx) => dropCallbacksTo(tx, caller_id));
    gone = together(gone, { ...NOTHING, callbacks });
    mentions = await removeMentions(store, caller_id);
  }
  const going_on = await store.run((db) => countCallsOf(db, caller));
  return { ...gone, mentions, going_on };
}
