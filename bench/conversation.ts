import { findSwapGap } from '../test/live/swap-gap.ts';
import { slice } from '../test/live/pcm.ts';
import { call } from './caller.ts';
import type { House } from './house.ts';
import { CALLER } from './providers/lines.ts';
import type { Program } from './result.ts';

/** Silence after which a character has said what it had to say. */
const SAID_MS = 1500;
/** Longer than any announced handoff is silent: the voice after it is the new one's. */
const HANDED_OVER_MS = 4000;
const LIMIT_MS = 40_000;

/** What one caller waited for in one call, in ms. */
export interface Waits {
  /** Join → greeting. */
  readonly answer: number;
  /** End of the caller's sentence → answer. */
  readonly reply: number;
  /** Last audible sample of the announcement → first of the new voice. */
  readonly silence: number;
  /** End of the caller's sentence → first of the new voice, where nothing is announced. */
  readonly silent: number;
  readonly session_id: string | null;
}

/** The same call for every program: greeting, a question, a handoff that is announced, one that is not. */
export async function converse(house: House, program: Program): Promise<Waits> {
  const caller = await call(house, program);
  const { sound } = caller;
  const begins = (after_ms: number) => sound.untilSound({ after_ms, limit_ms: LIMIT_MS });
  const ends = (after_ms: number, silence_ms = SAID_MS) =>
    sound.untilSilence(silence_ms, { after_ms, limit_ms: LIMIT_MS });
  try {
    const greeted = await begins(caller.joined_ms);
    await ends(greeted);
    const asked = await caller.says(CALLER.hours);
    const answered = await begins(asked);
    await ends(answered);
    const invoice = await caller.says(CALLER.invoice);
    const over = await ends(await begins(invoice), HANDED_OVER_MS);
    const handoff = slice(caller.heard(), invoice, over + SAID_MS);
    const brakes = await caller.says(CALLER.brakes);
    const workshop = await begins(brakes);
    await ends(workshop);
    return {
      answer: greeted - caller.joined_ms,
      reply: answered - asked,
      silence: silenceOf(handoff),
      silent: workshop - brakes,
      session_id: caller.session_id,
    };
  } finally {
    await caller.leave();
  }
}

function silenceOf(sound: Parameters<typeof findSwapGap>[0]): number {
  const { silence_ms, before_hz, after_hz } = findSwapGap(sound);
  if (!(Math.abs(before_hz - after_hz) > 30)) throw new Error('No other voice was heard.');
  return silence_ms;
}
