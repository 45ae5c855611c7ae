import type { Closed } from '../call/after-hours.ts';
import type { Headers } from '../call/headers.ts';
import type { Hop } from '../call/hops.ts';
import { type CallLine, lastCallerWords } from '../call/line.ts';
import { type ScopeFacts, templateScope, trustedScope } from '../call/scope.ts';
import { withHeaders } from '../call/sip-context.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { Variables } from '../protocol/context.ts';

/** What is known of a call while it goes on: who is on the line, what was said, the variables. */
export class CallState {
  #bundle: SessionBundle;
  #leaving: SessionBundle | null = null;
  #lines: CallLine[] = [];
  #variables: Variables;
  #handoffs: number;
  #late: Headers = {};
  #hops: Hop[] = [];
  #learned = 0;
  /** Who could not be reached because of the hour, last. */
  closed: Closed | null = null;
  /** A second A → B → A was noticed. */
  pingPong = false;

  constructor(bundle: SessionBundle) {
    this.#bundle = bundle;
    this.#variables = { ...bundle.variables };
    this.#handoffs = bundle.call.path.length - 1;
    const { lines = [], hops = [] } = bundle.taken_over ?? {};
    this.#lines = [...lines];
    this.#hops = [...hops];
    this.#learned = hops.at(-1)?.learned ?? 0;
  }

  /** The character that was put on the line last. */
  get bundle(): SessionBundle {
    return this.#bundle;
  }

  /** Who speaks until the new character is heard. */
  get source(): SessionBundle {
    return this.#leaving ?? this.#bundle;
  }

  get lines(): readonly CallLine[] {
    return this.#lines;
  }

  get variables(): Variables {
    return this.#variables;
  }

  /** Handoffs that were committed, in this call and before this worker took it. */
  get handoffs(): number {
    return this.#handoffs;
  }

  get hops(): readonly Hop[] {
    return this.#hops;
  }

  /** How many times a variable has become known or other. */
  get learned(): number {
    return this.#learned;
  }

  /** The caller's last words. */
  get said(): string {
    return lastCallerWords(this.#lines);
  }

  /** Headers that came after the call was opened. */
  get late(): Headers {
    return this.#late;
  }

  note(role: CallLine['role'], text: string): CallLine {
    const { slug: character, name } = this.#bundle.character;
    const line: CallLine = { role, text, character, name };
    this.#lines.push(line);
    return line;
  }

  /** True when that is news. */
  remember(name: string, value: Variables[string]): boolean {
    if (this.#variables[name] === value) return false;
    this.#variables[name] = value;
    this.#learned += 1;
    return true;
  }

  learnHeaders(headers: Headers): void {
    this.#late = { ...this.#late, ...headers };
    this.#bundle = withHeaders(this.#bundle, headers);
  }

  /** A new character comes on the line; until it is settled the old one may come back. */
  arrive(to: SessionBundle): void {
    this.#leaving = this.#bundle;
    this.#bundle = to;
  }

  /** `request`: why the caller was passed on. */
  settle(request: string): void {
    if (this.#leaving) this.#hops.push(this.#hop(this.#leaving, this.#bundle, request));
    this.#leaving = null;
    this.closed = null;
    this.#handoffs += 1;
  }

  comeBack(): void {
    if (this.#leaving) this.#bundle = this.#leaving;
    this.#leaving = null;
  }

  /** What a template of the character on the line may speak of. */
  scope(): Record<string, unknown> {
    return templateScope(this.#facts());
  }

  /** What may decide something: no word of an unsigned page is in it. */
  trusted(): Record<string, unknown> {
    return trustedScope(this.#facts());
  }

  #facts(): ScopeFacts {
    const [bundle, lines, now] = [this.#bundle, this.#lines, Date.now()];
    return { bundle, variables: this.#variables, lines, reason: '', previous_agent: '', now };
  }

  #hop(from: SessionBundle, to: SessionBundle, reason: string): Hop {
    const request = reason || this.said;
    const [source, target] = [from.character.slug, to.character.slug];
    return { from: source, to: target, request, learned: this.#learned };
  }
}
