/** When a caller who says nothing is asked, and how often before the call ends. */
export interface SilenceRule {
  /** Milliseconds in which nobody has spoken; 0: nobody is ever asked. */
  readonly after_ms: number;
  readonly times: number;
}

export interface SilenceState {
  /** Times that the caller was asked since they last stirred. */
  readonly asked: number;
  readonly over: boolean;
}

/** The caller spoke, typed or pressed a key; or was silent for as long as the rule says. */
export type SilenceInput = 'stirred' | 'silent';

export interface SilenceStep {
  readonly state: SilenceState;
  readonly effect: 'ask' | 'say_goodbye' | null;
}

export const NOT_ASKED: SilenceState = { asked: 0, over: false };

/** One step with a caller who says nothing: asked so many times, then let go. Pure. */
export function stepSilence(
  { after_ms, times }: SilenceRule,
  state: SilenceState,
  input: SilenceInput,
): SilenceStep {
  if (input === 'stirred') return { state: NOT_ASKED, effect: null };
  if (after_ms === 0 || state.over) return { state, effect: null };
  if (state.asked >= times) return { state: { ...state, over: true }, effect: 'say_goodbye' };
  return { state: { ...state, asked: state.asked + 1 }, effect: 'ask' };
}

/** Whoever cannot be heard reads and types, which takes so many times as long as to speak. */
const TYPING = 5;

/**
 * What a character's file says of it, and the deployment's rule for what it leaves open. `voiceless`: the
 * caller has no microphone, or has muted it.
 */
export function silenceRule(
  own: { readonly after_s?: number | undefined; readonly times?: number | undefined } | undefined,
  deployment: { readonly after_s: number; readonly times: number },
  voiceless = false,
): SilenceRule {
  const { after_s = deployment.after_s, times = deployment.times } = own ?? {};
  return { after_ms: after_s * 1000 * (voiceless ? TYPING : 1), times };
}
