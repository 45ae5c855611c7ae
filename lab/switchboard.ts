import type { Line } from '../test/line/line.ts';
import type { DialAnswer, OnDial, SeenDial } from '../test/line/dials.ts';
import type { SeenTransfer, TransferAnswer } from '../test/line/transfers.ts';
import { Seen } from '../test/line/seen.ts';

/** What the line does in one call. */
export interface CallsLine {
  readonly refer: TransferAnswer;
  readonly dial: OnDial | DialAnswer;
}

interface OneCall {
  readonly does: CallsLine;
  readonly transfers: Seen<SeenTransfer>;
  readonly dials: Seen<SeenDial>;
}

/** The line answers all calls at once; here each call has its own answers, by its room. */
export class Switchboard {
  readonly #calls = new Map<string, OneCall>();

  constructor(line: Line) {
    line.onTransfer = (request) => {
      const call = this.#calls.get(request.leg.room);
      call?.transfers.add(request);
      return call?.does.refer ?? { ok: true };
    };
    line.onDial = (request, leg) => {
      const call = this.#calls.get(request.room);
      call?.dials.add(request);
      const { dial } = call?.does ?? { dial: 'no_answer' };
      return typeof dial === 'function' ? dial(request, leg) : dial;
    };
  }

  /** From now on the line does this in that room's call. */
  connect(room: string, does: CallsLine): { readonly sent: () => number } & UntilAsked {
    const call = { does, transfers: new Seen<SeenTransfer>(), dials: new Seen<SeenDial>() };
    this.#calls.set(room, call);
    return {
      sent: () => call.transfers.all.length,
      untilTransfer: (n = 1, limit_ms = 60_000) => call.transfers.until(n, limit_ms),
      untilDial: (n = 1, limit_ms = 60_000) => call.dials.until(n, limit_ms),
    };
  }
}

export interface UntilAsked {
  readonly untilTransfer: (n?: number, limit_ms?: number) => Promise<SeenTransfer>;
  readonly untilDial: (n?: number, limit_ms?: number) => Promise<SeenDial>;
}
