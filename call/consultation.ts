import type { AnsweredBy, ConsultAnswer } from '../protocol/verdict.ts';
import { isMachineTalk, type ToldBefore } from './answering-machine.ts';
import { consentIn, isPlainYes } from './consent.ts';

export const CONSULT_STAGES = ['greeting', 'telling', 'asking', 'waiting', 'over'] as const;
export type ConsultStage = (typeof CONSULT_STAGES)[number];

export interface ConsultState {
  readonly stage: ConsultStage;
  /** How often the question was put so far. */
  readonly asked: number;
  /** Whoever picked up spoke for as long as a machine does. */
  readonly long: boolean;
  readonly language: string;
}

export type ConsultInput =
  /** A sentence of the person has been recognised; `begun`: the stage in which it began. */
  | { readonly type: 'heard'; readonly text: string; readonly begun: ConsultStage }
  | { readonly type: 'pressed'; readonly key: string }
  | { readonly type: 'beep' }
  /** The first words went on for longer than a person's do. */
  | { readonly type: 'long_greeting' }
  /** Whoever picked up has nothing (more) to say. */
  | { readonly type: 'quiet' }
  /** Who calls and why has been said, and the question begins. */
  | { readonly type: 'told' }
  /** The question has been put. */
  | { readonly type: 'asked' }
  /** Nothing came in the time for an answer. */
  | { readonly type: 'no_answer' };

export type ConsultEffect =
  /** Says who calls and why, and asks. */
  | { readonly do: 'tell' }
  /** Asks once more. */
  | { readonly do: 'ask' }
  | { readonly do: 'settle'; readonly answer: ConsultAnswer; readonly by: AnsweredBy };

export interface ConsultStep {
  readonly state: ConsultState;
  readonly effects: readonly ConsultEffect[];
}

export const YES_KEY = '1';
export const NO_KEY = '2';
/** The question is put once, and this often again. */
const TIMES_ASKED = 3;

export const pickedUp = (language: string): ConsultState => ({
  stage: 'greeting',
  asked: 0,
  long: false,
  language,
});

/**
 * One step of asking a person whether they take a call. Pure. Only a yes that was said after the
 * question had begun, or the key for it, is one: what a person says on picking up ("Yes?") and
 * what a machine says is not.
 */
export function stepConsultation(state: ConsultState, input: ConsultInput): ConsultStep {
  if (state.stage === 'over') return still(state);
  switch (input.type) {
    case 'pressed':
      return pressed(state, input.key);
    case 'beep':
      return settle(state, 'machine', 'beep');
    case 'heard':
      return heard(state, input.text, input.begun);
    case 'long_greeting':
      return still(state.stage === 'greeting' ? { ...state, long: true } : state);
    case 'quiet':
      return state.stage === 'greeting' ? tell(state) : still(state);
    case 'told':
      return still(state.stage === 'telling' ? { ...state, stage: 'asking' } : state);
    case 'asked':
      return still(state.stage === 'asking' ? { ...state, stage: 'waiting' } : state);
    case 'no_answer':
      return state.stage === 'waiting' ? unanswered(state) : still(state);
  }
}

/**
 * Whether the question has begun. Whoever was not understood is told everything once more, and may
 * answer before it is put again.
 */
function isAsked({ stage, asked }: ConsultState): boolean {
  return stage === 'asking' || stage === 'waiting' || (stage === 'telling' && asked > 1);
}

/** A yes counts once the question has begun; a no as soon as somebody was told anything. */
function pressed(state: ConsultState, key: string): ConsultStep {
  if (key === YES_KEY && isAsked(state)) return settle(state, 'yes', 'key');
  return key === NO_KEY && state.stage !== 'greeting' ? settle(state, 'no', 'key') : still(state);
}

const TOLD: Record<ConsultStage, ToldBefore> = {
  greeting: 'nothing',
  telling: 'who calls',
  asking: 'the question',
  waiting: 'the question',
  over: 'the question',
};

function heard(state: ConsultState, text: string, begun: ConsultStage): ConsultStep {
  if (isMachineTalk(text, TOLD[begun])) return settle(state, 'machine', 'machine_words');
  if (state.stage === 'greeting') return tell(state);
  const consent = consentIn(text, state.language);
  // A no needs no question; a yes to half a sentence is none.
  if (consent === 'no' && begun !== 'greeting') return settle(state, 'no', 'word');
  const plain = isAsked({ ...state, stage: begun }) && isPlainYes(text);
  const answers = begun === 'waiting' || plain;
  // Whoever spoke for as long as a machine does may be one that repeats itself: only a key counts.
  if (consent === 'yes' && answers && !state.long) return settle(state, 'yes', 'word');
  return state.stage === 'waiting' && state.asked < TIMES_ASKED ? tell(state) : still(state);
}

function tell(state: ConsultState): ConsultStep {
  return {
    state: { ...state, stage: 'telling', asked: state.asked + 1 },
    effects: [{ do: 'tell' }],
  };
}

function unanswered(state: ConsultState): ConsultStep {
  if (state.asked < TIMES_ASKED && !state.long) {
    const again: ConsultState = { ...state, stage: 'asking', asked: state.asked + 1 };
    return { state: again, effects: [{ do: 'ask' }] };
  }
  return settle(state, state.long ? 'machine' : 'none', 'silence');
}

function settle(state: ConsultState, answer: ConsultAnswer, by: AnsweredBy): ConsultStep {
  return { state: { ...state, stage: 'over' }, effects: [{ do: 'settle', answer, by }] };
}

function still(state: ConsultState): ConsultStep {
  return { state, effects: [] };
}
