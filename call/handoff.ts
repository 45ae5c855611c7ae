import type { HandoffFault, Waterfall } from '../protocol/call-event.ts';

/**
 * A handoff as a transaction (B1), as a pure reducer: inputs in, next state and effects out.
 *
 *   idle → preparing → swapping → listening → idle          committed
 *            └───────────┴───────────┴──────→ returning → idle   rolled back
 *
 * The runner (`agent/handoff.ts`) carries the effects out and feeds back what happened. Times are
 * milliseconds of any one clock. Each attempt ends exactly once.
 */
export type HandoffState =
  | { readonly stage: 'idle' }
  | (Attempt & { readonly stage: 'preparing'; readonly progress: Progress })
  | (Attempt & { readonly stage: 'swapping' | 'listening' })
  | (Attempt & { readonly stage: 'returning' });

interface Attempt {
  readonly decided_at: number;
  readonly silent: boolean;
  readonly waterfall: Waterfall;
}

interface Progress {
  readonly loaded: boolean;
  readonly ready: boolean;
  /** A sentence of the source is being heard: its own, the announcement or a waiting one. */
  readonly talking: boolean;
}

export type HandoffInput =
  | { readonly type: 'decided'; readonly silent: boolean }
  | { readonly type: 'bundle_loaded' }
  | { readonly type: 'bundle_revised' }
  | { readonly type: 'speech_ended' }
  | { readonly type: 'greeting_ready' }
  | { readonly type: 'silence' }
  | { readonly type: 'failed'; readonly fault: HandoffFault; readonly detail?: string }
  | { readonly type: 'swapped' }
  | { readonly type: 'first_audio' }
  | { readonly type: 'returned' }
  | { readonly type: 'call_ended' };

export type HandoffEffect =
  | { readonly type: 'load' }
  | { readonly type: 'tell_room' }
  /** Say the announcement; for a silent handoff only let the current sentence end. */
  | { readonly type: 'announce' }
  | { readonly type: 'prepare' }
  /** Start the clock of silence; it brings `silence` unless something is said before. */
  | { readonly type: 'watch_silence' }
  | { readonly type: 'say_waiting' }
  | { readonly type: 'swap' }
  | { readonly type: 'listen' }
  | { readonly type: 'committed'; readonly waterfall: Waterfall }
  | {
      readonly type: 'rolled_back';
      readonly fault: HandoffFault;
      readonly detail?: string;
      readonly waterfall: Waterfall;
      /** The source has already left the line and must be put back on it. */
      readonly put_back: boolean;
      /** The call goes on, so the caller is told. */
      readonly tell_caller: boolean;
    };

export interface HandoffStep {
  readonly state: HandoffState;
  readonly effects: readonly HandoffEffect[];
}

export const IDLE: HandoffState = { stage: 'idle' };

/** One step of the transaction. An input that does not fit the stage changes nothing. */
export function stepHandoff(state: HandoffState, input: HandoffInput, at: number): HandoffStep {
  if (state.stage === 'idle')
    return input.type === 'decided' ? begin(input.silent, at) : stay(state);
  if (input.type === 'failed') return rollBack(state, input.fault, input.detail);
  if (input.type === 'call_ended') return rollBack(state, 'call_ended');
  switch (state.stage) {
    case 'preparing':
      return prepare(state, input, at);
    case 'swapping':
      return input.type === 'swapped'
        ? go({ ...state, stage: 'listening' }, [{ type: 'listen' }])
        : stay(state);
    case 'listening':
      return input.type === 'first_audio' ? commit(state, at) : stay(state);
    case 'returning':
      return input.type === 'returned' ? go(IDLE, []) : stay(state);
  }
}

type Preparing = Extract<HandoffState, { stage: 'preparing' }>;
type Busy = Exclude<HandoffState, { stage: 'idle' }>;

function begin(silent: boolean, at: number): HandoffStep {
  const state: Preparing = {
    stage: 'preparing',
    decided_at: at,
    silent,
    waterfall: { decision: 0 },
    progress: { loaded: false, ready: false, talking: false },
  };
  return go(state, [{ type: 'load' }, { type: 'watch_silence' }]);
}

function prepare(state: Preparing, input: HandoffInput, at: number): HandoffStep {
  const { progress } = state;
  switch (input.type) {
    case 'bundle_loaded':
      if (progress.loaded) return stay(state);
      return go(marked(state, 'bundle', at, { loaded: true, talking: true }), [
        { type: 'tell_room' },
        { type: 'announce' },
        { type: 'prepare' },
      ]);
    case 'bundle_revised':
      if (!progress.loaded) return stay(state);
      return go(progressed(state, { ready: false }), [{ type: 'prepare' }]);
    case 'greeting_ready':
      if (!progress.loaded || progress.ready) return stay(state);
      return swapIfReady(marked(state, 'greeting_ready', at, { ready: true }), at);
    case 'speech_ended':
      if (!progress.talking) return stay(state);
      return swapIfReady(ended(state, at), at);
    case 'silence':
      if (progress.talking) return stay(state);
      return go(progressed(state, { talking: true }), [{ type: 'say_waiting' }]);
    default:
      return stay(state);
  }
}

function swapIfReady(state: Preparing, at: number): HandoffStep {
  const { ready, talking } = state.progress;
  if (talking) return stay(state);
  if (!ready) return go(state, [{ type: 'watch_silence' }]);
  const waterfall = { ...state.waterfall, commit: at - state.decided_at };
  const { decided_at, silent } = state;
  return go({ stage: 'swapping', decided_at, silent, waterfall }, [{ type: 'swap' }]);
}

/** A silent handoff has no announcement whose end could be measured. */
function ended(state: Preparing, at: number): Preparing {
  const quiet = { talking: false };
  return state.silent ? progressed(state, quiet) : marked(state, 'announcement_end', at, quiet);
}

function commit(state: Busy, at: number): HandoffStep {
  const waterfall = { ...state.waterfall, first_audio: at - state.decided_at };
  return go(IDLE, [{ type: 'committed', waterfall }]);
}

function rollBack(state: Busy, fault: HandoffFault, detail?: string): HandoffStep {
  if (state.stage === 'returning') return fault === 'call_ended' ? go(IDLE, []) : stay(state);
  const { decided_at, silent, waterfall } = state;
  const over = fault === 'call_ended';
  const effect: HandoffEffect = {
    type: 'rolled_back',
    fault,
    ...(detail !== undefined && { detail }),
    waterfall,
    put_back: state.stage !== 'preparing' && !over,
    tell_caller: !over,
  };
  return go(over ? IDLE : { stage: 'returning', decided_at, silent, waterfall }, [effect]);
}

function marked(
  state: Preparing,
  step: keyof Waterfall,
  at: number,
  progress: Partial<Progress>,
): Preparing {
  const waterfall = { ...state.waterfall, [step]: at - state.decided_at };
  return { ...progressed(state, progress), waterfall };
}

function progressed(state: Preparing, progress: Partial<Progress>): Preparing {
  return { ...state, progress: { ...state.progress, ...progress } };
}

function go(state: HandoffState, effects: readonly HandoffEffect[]): HandoffStep {
  return { state, effects };
}

function stay(state: HandoffState): HandoffStep {
  return go(state, []);
}
