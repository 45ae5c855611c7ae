import {
  type ConsultEffect,
  type ConsultInput,
  type ConsultStage,
  pickedUp,
  stepConsultation,
} from '../call/consultation.ts';
import type { ConsultPort, TrunkAnswer } from '../call/ports.ts';
import { sentencesIn } from '../call/sentences.ts';
import type { AnsweredBy, ConsultAnswer } from '../protocol/verdict.ts';
import { deferred } from './deferred.ts';
import { pause } from './pause.ts';

/** Milliseconds of silence after which whoever picked up is spoken to. */
const QUIET_MS = 1200;
/** Milliseconds that the words of somebody who has stopped speaking may take to be recognised. */
const UNDERSTOOD_MS = 2500;
/** Milliseconds of speech on picking up that a person does not need to say who they are. */
const LONG_GREETING_MS = 6000;
/** Milliseconds of silence after the question. */
const ANSWER_MS = 7000;
/** Milliseconds after which whoever picked up has not answered, whatever is heard there. */
const LONGEST_MS = 90_000;

/** Milliseconds that a farewell may take. */
const FAREWELL_MS = 8000;
const NEVER = new AbortController().signal;
/** Why a signal ends a consultation whose caller has hung up. */
export const CALLER_GONE = 'caller_gone';

/** Whom to ask, and for whom. */
export interface ConsultOrder {
  readonly number: string;
  readonly label: string;
  /** The character that asks. */
  readonly agent: string;
  /** Null where nobody knows the name. */
  readonly caller: string | null;
  readonly reason: string;
  readonly language: string;
}

/** What became of asking: the answer to the INVITE, and that of whoever picked up. */
export type ConsultOutcome = TrunkAnswer & {
  readonly answer?: ConsultAnswer;
  readonly answered_by?: AnsweredBy;
};

interface Settled {
  readonly answer: ConsultAnswer;
  readonly answered_by: AnsweredBy;
}

/** Runs the questions of `call/consultation.ts` on a person's line. */
export class Consultation {
  readonly #port: ConsultPort;
  readonly #order: ConsultOrder;
  readonly #settled = deferred<Settled>();
  readonly #left = deferred();
  #state;
  #timer: NodeJS.Timeout | undefined;
  /** The stage in which the words began that are being said. */
  #begun: ConsultStage = 'greeting';
  #speaking = false;
  /** Counts what was begun to be said, so that an older sentence no longer moves anything. */
  #saying = 0;

  constructor(port: ConsultPort, order: ConsultOrder) {
    this.#port = port;
    this.#order = order;
    this.#state = pickedUp(order.language);
  }

  /**
   * Dials, tells and asks. The two sides are still apart when it ends; whoever did not say yes has
   * been let go, with a word. `over`: the caller is gone, or the call. Never rejects.
   */
  async ask(over: AbortSignal): Promise<ConsultOutcome> {
    const { number, label } = this.#order;
    let connected = false;
    const aborted = deferred<null>();
    const abort = () => {
      aborted.resolve(null);
    };
    over.addEventListener('abort', abort, { once: true });
    if (over.aborted) abort();
    const { tell, ask } = this.#words();
    const dialling = this.#port.call(number, label, [tell, ask], {
      speaking: (now) => {
        if (connected) this.#speaks(now);
      },
      heard: (text) => {
        if (connected) this.#take({ type: 'heard', text, begun: this.#begun });
      },
      pressed: (key) => {
        if (connected) this.#take({ type: 'pressed', key });
      },
      beep: () => {
        if (connected) this.#take({ type: 'beep' });
      },
      gone: () => {
        this.#settled.resolve({ answer: 'none', answered_by: 'hung_up' });
        this.#left.resolve();
      },
    });
    const answer = await Promise.race([dialling, aborted.promise]);
    if (!answer?.accepted) {
      await this.#port.close();
      return answer ?? { accepted: false, api_code: 'caller_gone' };
    }
    connected = true;
    this.#wait(QUIET_MS, { type: 'quiet' });
    const longest = setTimeout(() => {
      this.#settled.resolve({ answer: 'none', answered_by: 'silence' });
    }, LONGEST_MS);
    const settled = await Promise.race([this.#settled.promise, aborted.promise]);
    clearTimeout(longest);
    clearTimeout(this.#timer);
    // Nothing of what was begun is gone on with.
    this.#saying += 1;
    this.#port.hush();
    over.removeEventListener('abort', abort);
    if (settled?.answer !== 'yes') await this.#letGo(settled, over.reason === CALLER_GONE);
    return { accepted: true, ...settled };
  }

  /** Whoever was asked hears what becomes of it; a machine does not. */
  async #letGo(settled: Settled | null, caller_gone: boolean): Promise<void> {
    const { not_connecting, caller_is_gone } = sentencesIn(this.#order.language);
    const told = settled?.answer === 'no' || settled?.answered_by === 'silence';
    const farewell = told
      ? not_connecting
      : settled === null && caller_gone
        ? caller_is_gone
        : null;
    if (farewell) {
      const limit = pause(FAREWELL_MS, NEVER);
      await Promise.race([this.#port.say(farewell), this.#left.promise, limit]);
    }
    await this.#port.close();
  }

  #take(input: ConsultInput): void {
    const { state, effects } = stepConsultation(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: ConsultEffect): void {
    const { tell, ask } = this.#words();
    switch (effect.do) {
      case 'tell':
        void this.#say([
          [tell, { type: 'told' }],
          [ask, { type: 'asked' }],
        ]);
        return;
      case 'ask':
        void this.#say([[ask, { type: 'asked' }]]);
        return;
      case 'settle':
        this.#settled.resolve({ answer: effect.answer, answered_by: effect.by });
    }
  }

  #words() {
    const { agent, caller, reason, language } = this.#order;
    const { tell_person, ask_person } = sentencesIn(language);
    return { tell: tell_person(agent, caller, reason), ask: ask_person };
  }

  async #say(sentences: readonly (readonly [string, ConsultInput])[]): Promise<void> {
    this.#saying += 1;
    const saying = this.#saying;
    clearTimeout(this.#timer);
    for (const [sentence, after] of sentences) {
      await this.#port.say(sentence);
      if (saying !== this.#saying) return;
      this.#take(after);
    }
    if (!this.#speaking) this.#wait(ANSWER_MS, { type: 'no_answer' });
  }

  #speaks(now: boolean): void {
    this.#speaking = now;
    const { stage } = this.#state;
    if (now) this.#begun = stage;
    if (stage === 'greeting') {
      if (now) this.#wait(LONG_GREETING_MS, { type: 'long_greeting' });
      else this.#wait(UNDERSTOOD_MS, { type: 'quiet' });
    } else if (stage === 'waiting') {
      if (now) clearTimeout(this.#timer);
      else this.#wait(ANSWER_MS, { type: 'no_answer' });
    }
  }

  #wait(limit_ms: number, input: ConsultInput): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#take(input);
    }, limit_ms);
  }
}
