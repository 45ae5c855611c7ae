import { setTimeout as pause } from 'node:timers/promises';
import type { Leg, PhoneLeg } from './leg.ts';
import { FAILURE, type NodeAnswer, type TransferRequest } from './node-messages.ts';
import { Seen } from './seen.ts';

/** After a transfer the bridge waits this long for the peer's BYE. */
const BYE_AFTER_MS = 1_000;

/**
 * What the peer does with a REFER: takes it (`bye: 'before'` hangs up before it has said how the
 * transfer went, which the bridge takes for success), refuses it, or accepts and never says more.
 */
export type TransferAnswer =
  | { readonly ok: true; readonly bye?: 'before' | 'after'; readonly delay_ms?: number }
  | { readonly sip_status: number; readonly delay_ms?: number }
  | 'silent';

export interface SeenTransfer extends TransferRequest {
  /** Epoch ms. */
  readonly at: number;
  readonly leg: Leg;
}

export type OnTransfer = (
  request: SeenTransfer,
  leg: Leg,
) => TransferAnswer | Promise<TransferAnswer>;

interface Pending {
  readonly transfer_to: string;
  readonly outcome: Promise<NodeAnswer | null>;
}

/** The REFERs of all calls, answered as the bridge answers them. */
export class Transfers {
  readonly seen = new Seen<SeenTransfer>();
  readonly #pending = new Map<string, Pending>();

  /** null where the peer never says how it went. */
  async answer(
    request: TransferRequest,
    leg: PhoneLeg | undefined,
    decide: OnTransfer,
  ): Promise<NodeAnswer | null> {
    if (!leg?.isActive()) return FAILURE.not_established;
    const running = this.#pending.get(leg.sip_call_id);
    if (running) {
      if (running.transfer_to !== request.transfer_to) return FAILURE.elsewhere;
      const joined = await running.outcome;
      // The server gives up a moment before the peer's own limit; whoever asks in that moment asks anew.
      return joined ?? this.answer(request, leg, decide);
    }
    const seen = { ...request, at: Date.now(), leg };
    const stopRinging = request.play_dialtone ? leg.ring() : () => undefined;
    const outcome = this.#outcome(seen, leg, decide);
    this.#pending.set(leg.sip_call_id, { transfer_to: request.transfer_to, outcome });
    this.seen.add(seen);
    try {
      return await outcome;
    } finally {
      this.#pending.delete(leg.sip_call_id);
      stopRinging();
    }
  }

  /** The end of the call before the final word is a success; the limit comes without an outcome. */
  #outcome(seen: SeenTransfer, leg: PhoneLeg, decide: OnTransfer): Promise<NodeAnswer | null> {
    const over = leg.left.then(() => ({}));
    return Promise.race([over, refer(seen, leg, decide), limit(seen.ringing_timeout_ms)]);
  }
}

async function refer(
  seen: SeenTransfer,
  leg: PhoneLeg,
  decide: OnTransfer,
): Promise<NodeAnswer | null> {
  const answer = await decide(seen, leg);
  if (answer === 'silent') return new Promise(() => undefined);
  if (answer.delay_ms) await pause(answer.delay_ms);
  if ('sip_status' in answer) return { sip_status: answer.sip_status };
  if (answer.bye === 'before') await leg.hangUp();
  else setTimeout(() => void leg.hangUp(), BYE_AFTER_MS);
  return {};
}

function limit(ms: number): Promise<null> {
  return pause(ms > 0 ? ms : 30_000, null, { ref: false });
}
