import type { Execution, Verdict } from '../protocol/verdict.ts';
import { hasLeftUs } from './verdict.ts';

export const TRANSFER_STAGES = [
  'idle',
  'queueing',
  'announcing',
  'asking',
  'sending',
  'with_person',
  'over',
] as const;
export type TransferStage = (typeof TRANSFER_STAGES)[number];

export interface TransferState {
  readonly stage: TransferStage;
  readonly execution: Execution;
}

export type TransferInput =
  | { readonly type: 'decided'; readonly execution: Execution }
  /** The call was at the desk when its worker was lost, and another one has it now. */
  | { readonly type: 'rejoined' }
  /** The call is in the desk's queue for good. */
  | { readonly type: 'enqueued' }
  /** The announcement has been heard; `words`: the caller spoke into it. */
  | { readonly type: 'announced'; readonly words: boolean }
  /** The model has answered those words and did not cancel. */
  | { readonly type: 'asked' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'caller_gone' }
  /** `another`: somebody else is to be asked where this one did not take the call. `gone`: nobody is left to come back to. */
  | {
      readonly type: 'judged';
      readonly verdict: Verdict;
      readonly may_dial: boolean;
      readonly another?: boolean;
      readonly gone?: boolean;
    }
  /** Whoever took the call at the desk has handed it back, or was lost. */
  | { readonly type: 'handed_back' }
  | { readonly type: 'call_ended' };

export type TransferEffect =
  | { readonly do: 'enqueue' }
  | { readonly do: 'announce' }
  /** The caller's words go to the model once; a transfer cannot be undone. */
  | { readonly do: 'ask_model' }
  | { readonly do: 'send'; readonly execution: Execution }
  /** Whoever was asked did not take the call: the caller is told, and the next one is asked. */
  | { readonly do: 'announce_next' }
  /** The character is back with the caller and says what became of it. */
  | { readonly do: 'come_back'; readonly verdict: Verdict }
  | { readonly do: 'go_on' }
  /** The caller has been taken over: the worker leaves. */
  | { readonly do: 'leave'; readonly execution: Execution }
  /** Somebody at the desk has the caller: the worker stays, silent, to have the caller back. */
  | { readonly do: 'stay' }
  | { readonly do: 'take_back' }
  /** The call was over in the hands of somebody at the desk. */
  | { readonly do: 'escalated' }
  | { readonly do: 'caller_left' };

export interface TransferStep {
  readonly state: TransferState;
  readonly effects: readonly TransferEffect[];
}

export const NO_TRANSFER: TransferState = { stage: 'idle', execution: 'refer' };

/**
 * One step of a transfer. Pure. A request leaves at most once an execution, a refused REFER leads
 * to at most one call out, and nothing leaves after the caller is gone or the call is over.
 */
export function stepTransfer(state: TransferState, input: TransferInput): TransferStep {
  if (input.type === 'call_ended') return { state: { ...state, stage: 'over' }, effects: [] };
  switch (state.stage) {
    case 'idle':
      if (input.type === 'rejoined') return send('desk');
      if (input.type !== 'decided') return still(state);
      if (input.execution === 'desk') {
        // What is announced has happened: the queue comes first.
        return { state: { stage: 'queueing', execution: 'desk' }, effects: [{ do: 'enqueue' }] };
      }
      return {
        state: { stage: 'announcing', execution: input.execution },
        effects: [{ do: 'announce' }],
      };
    case 'queueing':
      return queueing(state, input);
    case 'announcing':
    case 'asking':
      return beforeSending(state, input);
    case 'sending':
      return input.type === 'judged' ? judged(state, input) : still(state);
    case 'with_person':
      if (input.type === 'caller_gone') return over(state, { do: 'escalated' });
      if (input.type !== 'handed_back') return still(state);
      return { state: NO_TRANSFER, effects: [{ do: 'take_back' }] };
    case 'over':
      return still(state);
  }
}

function queueing(state: TransferState, input: TransferInput): TransferStep {
  if (input.type === 'caller_gone') return over(state, { do: 'caller_left' });
  if (input.type === 'judged') return judged(state, input);
  if (input.type !== 'enqueued') return still(state);
  return { state: { ...state, stage: 'announcing' }, effects: [{ do: 'announce' }] };
}

function beforeSending(state: TransferState, input: TransferInput): TransferStep {
  if (input.type === 'caller_gone') return over(state, { do: 'caller_left' });
  if (input.type === 'cancelled') return { state: NO_TRANSFER, effects: [{ do: 'go_on' }] };
  if (state.stage === 'announcing' && input.type === 'announced') {
    if (!input.words) return send(state.execution);
    return { state: { ...state, stage: 'asking' }, effects: [{ do: 'ask_model' }] };
  }
  if (state.stage === 'asking' && input.type === 'asked') return send(state.execution);
  return still(state);
}

function judged(
  state: TransferState,
  { verdict, may_dial, another, gone }: Extract<TransferInput, { type: 'judged' }>,
): TransferStep {
  if (hasLeftUs(verdict) && state.execution === 'desk') {
    return { state: { ...state, stage: 'with_person' }, effects: [{ do: 'stay' }] };
  }
  if (hasLeftUs(verdict)) return over(state, { do: 'leave', execution: state.execution });
  if (verdict === 'caller_left' || gone) return over(state, { do: 'caller_left' });
  if (verdict === 'refused_by_trunk' && state.execution === 'refer' && may_dial) {
    return send('dial_in');
  }
  if (another) {
    const state = { stage: 'announcing', execution: 'consult' } as const;
    return { state, effects: [{ do: 'announce_next' }] };
  }
  return { state: NO_TRANSFER, effects: [{ do: 'come_back', verdict }] };
}

function send(execution: Execution): TransferStep {
  return { state: { stage: 'sending', execution }, effects: [{ do: 'send', execution }] };
}

function over(state: TransferState, effect: TransferEffect): TransferStep {
  return { state: { ...state, stage: 'over' }, effects: [effect] };
}

function still(state: TransferState): TransferStep {
  return { state, effects: [] };
}
