import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { instructionsFor } from '../call/instructions.ts';
import { type CallLine, lastCallerWords } from '../call/line.ts';
import { templateScope } from '../call/scope.ts';
import { renderSentence } from '../call/template.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { DisconnectedBy } from '../protocol/call-event.ts';
import type { Variables } from '../protocol/context.ts';
import type { Speech } from '../speech/speech.ts';
import type { CallView, Tool, ToolAnswer } from '../tools/tool.ts';
import type { RecordEvent } from './event-spool.ts';
import { Handoff, type RollBack } from './handoff.ts';
import { type HandoffOrder, HandoffScript, orderHandoff } from './handoff-script.ts';
import type { HandoffPorts } from './handoff-steps.ts';
import { HeldWords } from './held-words.ts';
import { measureHandoff } from './telemetry.ts';

export interface ConversationPorts extends HandoffPorts {
  readonly speech: Speech;
  readonly record: RecordEvent;
  /** Fetches ahead what a character may hand off to. */
  readonly warm: (slugs: readonly string[]) => void;
  readonly end: (by: DisconnectedBy, detail?: string) => void;
}

/** One call's conversation: who is on the line, what was said, and what happens next. */
export class Conversation {
  readonly #ports: ConversationPorts;
  readonly #handoff: Handoff;
  readonly #held = new HeldWords();
  /** Hazard: inside a tool the framework refuses to wait for speech, so we act outside of it. */
  readonly #outside = new AsyncResource('conversation');
  #bundle: SessionBundle;
  #lines: CallLine[] = [];
  #variables: Variables;
  #handoffs: number;
  #leaving: SessionBundle | null = null;

  constructor(bundle: SessionBundle, ports: ConversationPorts) {
    this.#bundle = bundle;
    this.#variables = { ...bundle.variables };
    this.#handoffs = bundle.call.path.length - 1;
    this.#ports = ports;
    const notes = () => ({
      bundle: this.#source(),
      lines: this.#lines,
      variables: this.#variables,
    });
    this.#handoff = new Handoff(ports, new HandoffScript(ports.speech, notes, ports.report), {
      source: () => this.#source(),
      trigger: () => lastCallerWords(this.#lines),
      swapping: (_order, to) => {
        this.#arrive(to);
      },
      committed: (order, to, waterfall) => {
        this.#commit(order, to, waterfall);
      },
      rolledBack: (order, outcome) => {
        this.#rollBack(order, outcome);
      },
      resumed: () => {
        this.#answerHeld();
      },
    });
  }

  /** Puts the first character on the line; it greets. */
  async begin(signal: AbortSignal): Promise<void> {
    const { character } = this.#bundle;
    const { stage, room } = this.#ports;
    this.#warmTargets();
    const scope = this.#scope();
    const lacks = this.#ports.speech.lacks(character);
    const greeting = renderSentence(character.greeting, scope);
    const words = lacks ? `${lacks} ${greeting}` : greeting;
    const opening = await stage.prepare(this.#bundle, words, signal);
    await room.talking(this.#bundle);
    const instructions = instructionsFor(character.prompt, scope, null);
    await stage.enter({ bundle: this.#bundle, instructions, trigger: null, opening });
  }

  get muted(): boolean {
    return this.#handoff.holding;
  }

  /** A turn of the caller has ended: keep its words, or let the character answer. */
  heard(text: string): { hold: true } | { hold: false; prepend: string | null } {
    if (this.#handoff.holding) return { hold: true };
    return { hold: false, prepend: this.#held.takeBefore(text) };
  }

  /** Words of the caller as they are recognised. While a handoff is under way they are kept. */
  caught(text: string): void {
    if (this.#handoff.holding) this.#held.keep(text);
  }

  /** The caller typed instead of speaking. */
  typed(text: string): void {
    if (this.#handoff.holding) {
      this.#held.keep(text);
      return;
    }
    const before = this.#held.takeBefore(text);
    this.#ports.stage.answer(before ? `${before} ${text}` : text);
  }

  /** Something was said and heard. */
  said(role: CallLine['role'], text: string, interrupted: boolean): void {
    const { slug, name } = this.#bundle.character;
    this.#lines.push({ role, text, character: slug, name });
    this.#ports.record({
      type: 'turn',
      role,
      text,
      character: slug,
      ...(interrupted && { interrupted }),
    });
  }

  /** The model has called a tool. What comes of it happens once the tool has returned. */
  run(tool: Tool, args: Record<string, unknown>): ToolAnswer {
    this.#ports.record({ type: 'tool_call', name: tool.name, args });
    const answer = tool.run(args, this.#view());
    if ('refused' in answer) this.#recordRefusal(answer);
    else if (answer.next) this.#outside.runInAsyncScope(() => this.#follow(answer.next));
    return answer;
  }

  /** The call is over: whatever is under way ends, and nothing is said any more. */
  close(): void {
    this.#handoff.end();
  }

  #follow(next: Extract<ToolAnswer, { next?: unknown }>['next']): void {
    if (!next) return;
    if ('end_call' in next) {
      void this.#ports.stage.sentenceEnds().finally(() => {
        this.#ports.end('agent');
      });
      return;
    }
    this.#remember(next.variables);
    const order = orderHandoff(next.handoff, next.reason);
    this.#recordRequest(order.id, order.target.slug, order.reason);
    this.#handoff.begin(order);
  }

  #remember(variables: Variables): void {
    for (const [name, value] of Object.entries(variables)) {
      if (this.#variables[name] === value) continue;
      this.#variables[name] = value;
      this.#ports.record({ type: 'variable_set', name, value });
    }
  }

  #arrive(to: SessionBundle): void {
    this.#leaving = this.#bundle;
    this.#bundle = to;
    void this.#ports.room.talking(to).catch((fault: unknown) => {
      this.#ports.report('The room could not be told who talks.', fault);
    });
  }

  #commit(order: HandoffOrder, to: SessionBundle, waterfall: RollBack['waterfall']): void {
    const from = this.#source().character.slug;
    this.#leaving = null;
    this.#handoffs += 1;
    this.#warmTargets();
    const fact = { from, to: to.character.slug, reason: order.reason, waterfall };
    this.#ports.record({ type: 'handoff_committed', attempt_id: order.id, ...fact });
    measureHandoff({ ...fact, outcome: 'committed' });
    void this.#ports.stage.sentenceEnds().then(
      () => {
        this.#answerHeld();
      },
      this.#ports.report.bind(null, 'An opening did not end.'),
    );
  }

  #rollBack(order: HandoffOrder, { fault, detail, waterfall }: RollBack): void {
    if (this.#leaving) this.#bundle = this.#leaving;
    this.#leaving = null;
    const from = this.#bundle.character.slug;
    const fact = { from, to: order.target.slug, fault, waterfall };
    const event = { type: 'handoff_rolled_back', attempt_id: order.id, ...fact } as const;
    this.#ports.record(detail === undefined ? event : { ...event, detail });
    measureHandoff({ ...fact, outcome: fault });
  }

  #warmTargets(): void {
    this.#ports.warm(this.#bundle.character.handoff_targets.map((target) => target.slug));
  }

  #answerHeld(): void {
    const words = this.#held.takeAll();
    if (words) this.#ports.stage.answer(words);
  }

  #recordRequest(attempt_id: string, to: string, reason: string): void {
    const from = this.#bundle.character.slug;
    this.#ports.record({
      type: 'handoff_requested',
      attempt_id,
      from,
      to,
      ...(reason && { reason }),
    });
  }

  #recordRefusal({ refused, to, because }: Extract<ToolAnswer, { refused: unknown }>): void {
    const attempt_id = randomUUID();
    this.#recordRequest(attempt_id, to, '');
    this.#ports.record({
      type: 'handoff_rolled_back',
      attempt_id,
      from: this.#bundle.character.slug,
      to,
      fault: refused,
      detail: because,
      waterfall: { decision: 0 },
    });
  }

  /** Who speaks until the new character is heard. */
  #source(): SessionBundle {
    return this.#leaving ?? this.#bundle;
  }

  #view(): CallView {
    return {
      character: this.#bundle.character,
      connecting: this.#handoff.connecting,
      handoffs_so_far: this.#handoffs,
    };
  }

  #scope(): Record<string, unknown> {
    return templateScope({
      bundle: this.#bundle,
      variables: this.#variables,
      lines: this.#lines,
      reason: '',
      previous_agent: '',
      now: Date.now(),
    });
  }
}
