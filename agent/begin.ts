import { callBackClock } from '../call/call-back.ts';
import type { Facts } from '../call/condition.ts';
import { transfersLeft } from '../call/handoff-policy.ts';
import { instructionsFor } from '../call/instructions.ts';
import { rulesOf } from '../call/rules.ts';
import { sentencesIn } from '../call/sentences.ts';
import { renderSentence } from '../call/template.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import { soFar, wordsOnReturn } from './take-over.ts';

type Scope = Record<string, unknown>;

/**
 * The greeting; where the call was cut off, a word of that (B12); where the caller had asked us to
 * call, who calls and why (R7).
 */
export function firstWords(bundle: SessionBundle, scope: Scope, lacks: string | null): string {
  const again = wordsOnReturn(bundle);
  if (again !== null) return again;
  const { character, callback } = bundle;
  const { greeting, callback_greeting, name, language } = character;
  const template = callback ? callback_greeting : greeting;
  const words =
    template !== undefined
      ? renderSentence(template, scope)
      : sentencesIn(language).calling_back(name, callback?.name ?? null, callback?.reason ?? '');
  return lacks ? `${lacks} ${words}` : words;
}

/** What the first character of a call is told. */
export function briefing(bundle: SessionBundle, scope: Scope, facts: Facts): string {
  const handoffs_so_far = bundle.call.path.length - 1;
  return instructionsFor(bundle.character.prompt, scope, {
    rules: rulesOf(bundle, facts),
    clock: callBackClock(bundle, Date.now()),
    transfers_left: transfersLeft({ bundle, handoffs_so_far }),
    callback: bundle.callback,
    ...(bundle.taken_over && { so_far: soFar(bundle.taken_over) }),
  });
}
