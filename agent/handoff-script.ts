import { randomUUID } from 'node:crypto';
import { timeLimit } from '../config/time-limit.ts';
import { callBackClock } from '../call/call-back.ts';
import { transfersLeft } from '../call/handoff-policy.ts';
import { instructionsFor } from '../call/instructions.ts';
import { asTranscript, type CallLine, lastCallerWords } from '../call/line.ts';
import { contextFor, rulesOf } from '../call/rules.ts';
import { type ScopeFacts, templateScope, trustedScope } from '../call/scope.ts';
import { sentencesIn } from '../call/sentences.ts';
import { renderSentence } from '../call/template.ts';
import { lastTurns, travel } from '../call/travel.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { Variables } from '../protocol/context.ts';
import type { HandoffTarget } from '../protocol/handoff-target.ts';
import type { Speech } from '../speech/speech.ts';
import type { Brief } from '../speech/wording.ts';

/** What is to be handed off, and why. */
export interface HandoffOrder {
  readonly id: string;
  readonly target: HandoffTarget;
  readonly reason: string;
}

export function orderHandoff(target: HandoffTarget, reason: string): HandoffOrder {
  return { id: randomUUID(), target, reason };
}

/** What the script reads of the conversation. */
export interface Notes {
  readonly bundle: SessionBundle;
  readonly lines: readonly CallLine[];
  readonly variables: Variables;
  /** Handoffs committed so far. */
  readonly handoffs: number;
}

/** Milliseconds a model may take to word a sentence before a plain one is said instead. */
const WORDING_LIMIT_MS = 5000;
const SUMMARY_LIMIT_MS = 10_000;
/** Turns that travel when a summary could not be made. */
const TURNS_WITHOUT_SUMMARY = 6;

/** The words of a handoff: the announcement, the opening, what the new character is told. */
export class HandoffScript {
  readonly #speech: Speech;
  readonly #notes: () => Notes;
  readonly #report: (what: string, fault: unknown) => void;
  readonly #summaries = new Map<string, Promise<string>>();

  constructor(speech: Speech, notes: () => Notes, report: (what: string, fault: unknown) => void) {
    this.#speech = speech;
    this.#notes = notes;
    this.#report = report;
  }

  /** The announcement in the source's words; null for a silent handoff. */
  async announcement(
    { target, reason }: HandoffOrder,
    to: SessionBundle,
    signal: AbortSignal,
  ): Promise<string | null> {
    const { bundle } = this.#notes();
    if (!target.message) return null;
    const plain = sentencesIn(bundle.character.language).connecting(to.character.name);
    const text = this.#render(target.message.text, bundle, reason, bundle.character.name);
    if (target.message.type === 'static') return text || plain;
    const brief = this.#brief(bundle.character.name, to.character.name, reason);
    return this.#worded(plain, signal, WORDING_LIMIT_MS, (limit) =>
      this.#speech.wording(bundle.character).announcement(text, brief, limit),
    );
  }

  /** The target's first words, and honestly what this machine cannot do for it. */
  async opening(order: HandoffOrder, to: SessionBundle, signal: AbortSignal): Promise<string> {
    const takeover = await this.#takeover(order, to, signal);
    const lacks = this.#speech.lacks(to.character);
    return lacks ? `${lacks} ${takeover}` : takeover;
  }

  /** They take the call over; they are not the cold-call greeting (H7). */
  async #takeover(order: HandoffOrder, to: SessionBundle, signal: AbortSignal): Promise<string> {
    const { bundle } = this.#notes();
    const { name, language, takeover_greeting } = to.character;
    this.#summarise(order, to, signal);
    const plain = sentencesIn(language).takeover(name, order.reason);
    if (takeover_greeting) {
      return this.#render(takeover_greeting, to, order.reason, bundle.character.name) || plain;
    }
    const brief = this.#brief(name, bundle.character.name, order.reason);
    return this.#worded(plain, signal, WORDING_LIMIT_MS, (limit) =>
      this.#speech.wording(to.character).takeover(brief, limit),
    );
  }

  /** The instructions of the target at the moment it comes on the line. */
  async instructions(order: HandoffOrder, to: SessionBundle): Promise<string> {
    const { bundle, lines, handoffs } = this.#notes();
    const summary = (await this.#summaries.get(order.id)) ?? null;
    this.#summaries.delete(order.id);
    const previous_agent = bundle.character.name;
    const { reason } = order;
    const context = contextFor(bundle.character, order.target);
    const travelled = travel(lines, context, summary, reason);
    const facts = this.#facts(to, reason, previous_agent);
    return instructionsFor(to.character.prompt, templateScope(facts), {
      rules: rulesOf(to, trustedScope(facts)),
      clock: callBackClock(to, facts.now),
      transfers_left: transfersLeft({ bundle: to, handoffs_so_far: handoffs + 1 }),
      arrival: { previous_agent, reason, travelled },
    });
  }

  /** Made while the announcement plays, so that nobody waits for it. */
  #summarise({ id, target, reason }: HandoffOrder, to: SessionBundle, signal: AbortSignal): void {
    const { bundle, lines } = this.#notes();
    if (contextFor(bundle.character, target).mode !== 'summary' || this.#summaries.has(id)) return;
    const brief = this.#brief(bundle.character.name, to.character.name, reason);
    const plain = asTranscript(lastTurns(lines, TURNS_WITHOUT_SUMMARY));
    const limit_ms = Math.min(SUMMARY_LIMIT_MS, target.timeout_ms / 2);
    const summary = this.#worded(plain, signal, limit_ms, (limit) =>
      this.#speech.wording(bundle.character).summary(brief, limit),
    );
    this.#summaries.set(id, summary);
  }

  /** Ends when what travels is ready; at half the handoff's time the turns themselves do. */
  async summarised({ id }: HandoffOrder): Promise<void> {
    await this.#summaries.get(id);
  }

  /** What was said so far, for a person who takes the call over. */
  summary(reason: string, signal: AbortSignal): Promise<string> {
    const { bundle, lines } = this.#notes();
    const brief = this.#brief(bundle.character.name, '', reason);
    const plain = asTranscript(lastTurns(lines, TURNS_WITHOUT_SUMMARY));
    return this.#worded(plain, signal, SUMMARY_LIMIT_MS, (limit) =>
      this.#speech.wording(bundle.character).summary(brief, limit),
    );
  }

  async #worded(
    plain: string,
    signal: AbortSignal,
    limit_ms: number,
    word: (limit: AbortSignal) => Promise<string>,
  ): Promise<string> {
    try {
      const text = await word(timeLimit(limit_ms, signal));
      return text.trim() || plain;
    } catch (fault) {
      if (!signal.aborted)
        this.#report('A sentence could not be worded; a plain one is used.', fault);
      return plain;
    }
  }

  #render(text: string, bundle: SessionBundle, reason: string, previous: string): string {
    try {
      return renderSentence(text, templateScope(this.#facts(bundle, reason, previous)));
    } catch (fault) {
      this.#report('A template could not be rendered; a plain sentence is used.', fault);
      return '';
    }
  }

  #facts(bundle: SessionBundle, reason: string, previous_agent: string): ScopeFacts {
    const { lines, variables } = this.#notes();
    return { bundle, variables, lines, reason, previous_agent, now: Date.now() };
  }

  #brief(speaker: string, other: string, reason: string): Brief {
    const { lines, variables } = this.#notes();
    return { speaker, other, reason, caller_said: lastCallerWords(lines), lines, variables };
  }
}
