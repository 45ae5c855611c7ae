import { SoundOverError } from '../live/growing-sound.ts';
import type { OnDial, SeenDial } from './dials.ts';
import type { Leg } from './leg.ts';
import { Seen } from './seen.ts';
import type { HumTone } from './tones.ts';

/** How far somebody has listened; what comes after it is new. */
export interface Attention {
  heard_ms: number;
}

/** One thing that somebody does at the telephone; the next comes when it is done. */
export type Act = (leg: Leg, attention: Attention) => unknown;

/** What a person's telephone does when it is called. */
export interface PhoneScript {
  readonly rings_ms?: number;
  /** Under everything that is said, from the answer on. */
  readonly hum?: HumTone;
  /** Somebody takes the call, does these, and stays; nobody does where it is `never`. */
  readonly then: readonly Act[] | { readonly refuses: number } | 'never';
}

export interface PhoneCall {
  readonly dial: SeenDial;
  readonly leg: Leg;
  /** Rejects where an act went wrong, for example when it waited too long. */
  readonly done: Promise<'through' | 'cut off' | 'not taken'>;
}

export interface PersonsPhone {
  /** For `line.onDial`. */
  readonly onDial: OnDial;
  /** The `n`-th call, as soon as it rings; counted from 1. */
  readonly call: (n: number, limit_ms?: number) => Promise<PhoneCall>;
}

export function personsPhone({ rings_ms = 0, hum, then }: PhoneScript): PersonsPhone {
  const calls = new Seen<PhoneCall>();
  return {
    call: (n, limit_ms) => calls.until(n, limit_ms),
    onDial: (dial, leg) => {
      if (hum) leg.hum(hum);
      if (!isActs(then)) {
        calls.add({ dial, leg, done: leg.left.then(() => 'not taken') });
        return then === 'never' ? 'no_answer' : { sip_status: then.refuses, rings_ms };
      }
      let begin = (_acting: Promise<'through' | 'cut off'>): void => undefined;
      const acting = new Promise<'through' | 'cut off'>((resolve) => (begin = resolve));
      const notTaken = (): 'not taken' => 'not taken';
      const done = leg.active.then(() => acting, notTaken);
      // Where nobody looks at it, the line tells of it at its end.
      done.catch(() => undefined);
      calls.add({ dial, leg, done });
      const answered = async (person: Leg): Promise<void> => {
        const acted = inOrder(then, person);
        begin(acted);
        await acted;
      };
      return { answered, rings_ms };
    },
  };
}

/** A call that ends in the middle is no fault: the rest does not happen. */
async function inOrder(acts: readonly Act[], leg: Leg): Promise<'through' | 'cut off'> {
  const attention = { heard_ms: 0 };
  try {
    for (const act of acts) await act(leg, attention);
    return 'through';
  } catch (fault) {
    if (fault instanceof SoundOverError) return 'cut off';
    throw fault;
  }
}

function isActs(then: PhoneScript['then']): then is readonly Act[] {
  return Array.isArray(then);
}
