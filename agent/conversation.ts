import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { instructionsFor } from '../call/instructions.ts';
import type { Headers } from '../call/headers.ts';
import { type CallLine, lastCallerWords } from '../call/line.ts';
import { renderSentence } from '../call/template.ts';
import type { Leg } from '../call/transfer-policy.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { Variables } from '../protocol/context.ts';
import type { CallView, Next, Tool, ToolAnswer } from '../tools/tool.ts';
import { CallState } from './call-state.ts';
import type { ConversationPorts } from './conversation-ports.ts';
import { Handoff, type RollBack } from './handoff.ts';
import { type HandoffOrder, HandoffScript, orderHandoff } from './handoff-script.ts';
import { HeldWords } from './held-words.ts';
import { withLateHeaders } from './late-headers.ts';
import { Journal } from './journal.ts';
import { KeyPad } from './key-pad.ts';
import { Transfer } from './transfer.ts';

/** One call's conversation: who is on the line, what was said, and what happens next. */
export class Conversation {
  readonly #ports: ConversationPorts;
  readonly #handoff: Handoff;
  readonly #transfer: Transfer;
  readonly #journal: Journal;
  readonly #keys: KeyPad;
  readonly #held = new HeldWords();
  /** Hazard: inside a tool the framework refuses to wait for speech, so we act outside of it. */
  readonly #outside = new AsyncResource('conversation');
  readonly #state: CallState;

  constructor(bundle: SessionBundle, ports: ConversationPorts) {
    this.#state = new CallState(bundle);
    this.#ports = ports;
    this.#journal = new Journal(ports.record);
    this.#keys = new KeyPad({
      shortcut: () => false,
      typed: (digits) => {
        this.#pressed(digits);
      },
      collected: (into, digits) => {
        this.#remember({ [into]: digits });
        this.#pressed(digits);
      },
    });
    this.#transfer = new Transfer(ports, this.#journal, {
      bundle: () => this.#state.bundle,
      leg: () => ports.leg,
      takeWords: () => this.#held.takeAll(),
      resumed: () => {
        this.#answerHeld();
      },
      taken: (verdict, merged) => {
        if (merged) ports.merge();
        else ports.end('transfer', verdict);
      },
      callerLeft: () => {
        ports.end('caller', 'during_transfer');
      },
    });
    const notes = () => {
      const { source: bundle, lines, variables } = this.#state;
      return { bundle, lines, variables };
    };
    const informed = { ...ports, bundles: withLateHeaders(ports.bundles, () => this.#state.late) };
    this.#handoff = new Handoff(informed, new HandoffScript(ports.speech, notes, ports.report), {
      source: () => this.#state.source,
      trigger: () => lastCallerWords(this.#state.lines),
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

  /** Puts the first character on the line; it greets once the caller's leg is `active`. */
  async begin(signal: AbortSignal, active?: Promise<void>): Promise<void> {
    const { bundle } = this.#state;
    const { character } = bundle;
    const { stage, room } = this.#ports;
    this.#provide();
    const scope = this.#state.scope();
    const lacks = this.#ports.speech.lacks(character);
    const greeting = renderSentence(character.greeting, scope);
    const words = lacks ? `${lacks} ${greeting}` : greeting;
    const opening = await stage.prepare(bundle, words, signal);
    await room.talking(bundle);
    const instructions = instructionsFor(character.prompt, scope, null);
    const entry = { bundle, instructions, trigger: null, opening };
    await stage.enter(active ? { ...entry, after: active } : entry);
  }

  get muted(): boolean {
    return this.#holding;
  }

  get #connecting(): boolean {
    return this.#handoff.connecting || this.#transfer.underWay;
  }

  get #holding(): boolean {
    return this.#handoff.holding || this.#transfer.holding;
  }

  /** A turn of the caller has ended: keep its words, or let the character answer. */
  heard(text: string): { hold: true } | { hold: false; prepend: string | null } {
    if (this.#holding) return { hold: true };
    return { hold: false, prepend: this.#held.takeBefore(text) };
  }

  /** Words of the caller as they are recognised. While a handoff is under way they are kept. */
  caught(text: string): void {
    if (this.#holding) this.#held.keep(text);
  }

  /** The caller typed instead of speaking. */
  typed(text: string): void {
    if (this.#holding) {
      this.#held.keep(text);
      return;
    }
    const before = this.#held.takeBefore(text);
    this.#ports.stage.answer(before ? `${before} ${text}` : text);
  }

  /** Something was said and heard. */
  said(role: CallLine['role'], text: string, interrupted: boolean): void {
    const { character } = this.#state.note(role, text);
    const how = interrupted ? { interrupted } : {};
    this.#ports.record({ type: 'turn', role, text, character, ...how });
  }

  /** A key of the caller's telephone or of the widget's keypad. */
  pressed(digit: string): void {
    this.#keys.press(digit);
  }

  /** Headers of the INVITE that came late; a character that comes on the line knows them too. */
  headersCame(headers: Headers): void {
    this.#state.learnHeaders(headers);
  }

  /** The caller's leg is gone; the transfer under way, if any, says how the call ended. */
  callerGone(detail?: string): void {
    if (!this.#transfer.callerGone()) this.#ports.end('caller', detail);
  }

  /** The model has called a tool. What comes of it happens once the tool has returned. */
  run(tool: Tool, args: Record<string, unknown>): ToolAnswer | Promise<ToolAnswer> {
    const answer = tool.run(args, this.#view());
    if (!(answer instanceof Promise)) return this.#answered(tool, args, answer);
    return answer.then((late) => this.#answered(tool, args, late));
  }

  /** The call is over: whatever is under way ends, and nothing is said any more. */
  close(): void {
    this.#handoff.end();
    this.#transfer.end();
    this.#keys.close();
  }

  #answered(tool: Tool, args: Record<string, unknown>, answer: ToolAnswer): ToolAnswer {
    const attempt_id = randomUUID();
    this.#journal.toolCall(tool, args, answer, attempt_id);
    if ('refused' in answer) this.#journal.refused(answer, this.#state.bundle, attempt_id);
    else if (answer.next)
      this.#outside.runInAsyncScope(() => this.#follow(answer.next, attempt_id));
    return answer;
  }

  #follow(next: Next | undefined, attempt_id: string): void {
    if (!next) return;
    if ('end_call' in next) this.#goodbye();
    else if ('cancel_transfer' in next) this.#transfer.cancel();
    else if ('message' in next) this.#ports.messages.take(next.message);
    else if ('learned' in next) this.#remember(next.learned);
    else if ('collect' in next) this.#keys.collect(next.collect);
    else if ('transfer' in next) this.#transfer.begin(next.transfer, attempt_id);
    else this.#handOff(next);
  }

  /**
   * A caller who says goodbye into the announcement of a transfer does not want it any more. Until
   * those words have reached the model, a goodbye is its own, said in the turn that transfers.
   */
  #goodbye(): void {
    if (this.#transfer.underWay && !this.#transfer.asking) return;
    this.#transfer.cancel();
    void this.#ports.stage.sentenceEnds().finally(() => {
      if (!this.#connecting) this.#ports.end('agent');
    });
  }

  #handOff({ handoff, reason, variables }: Extract<Next, { handoff: unknown }>): void {
    this.#remember(variables);
    const order = orderHandoff(handoff, reason);
    this.#journal.handoffRequested(order, this.#state.bundle.character.slug);
    this.#handoff.begin(order);
  }

  #pressed(digits: string): void {
    this.#ports.record({ type: 'digits', digits });
    this.typed(digits);
  }

  #remember(variables: Variables): void {
    for (const [name, value] of Object.entries(variables)) {
      if (!this.#state.remember(name, value)) continue;
      this.#ports.record({ type: 'variable_set', name, value });
    }
  }

  #arrive(to: SessionBundle): void {
    this.#state.arrive(to);
    void this.#ports.room.talking(to).catch((fault: unknown) => {
      this.#ports.report('The room could not be told who talks.', fault);
    });
  }

  #commit(order: HandoffOrder, to: SessionBundle, waterfall: RollBack['waterfall']): void {
    this.#journal.committed(order, this.#state.source, to, waterfall);
    this.#state.settle();
    this.#provide();
    void this.#ports.stage.sentenceEnds().then(
      () => {
        this.#answerHeld();
      },
      this.#ports.report.bind(null, 'An opening did not end.'),
    );
  }

  #rollBack(order: HandoffOrder, outcome: RollBack): void {
    this.#state.comeBack();
    this.#journal.rolledBack(order, this.#state.bundle, outcome);
  }

  /** What a character needs that has just come on the line. */
  #provide(): void {
    const { tools, handoff_targets } = this.#state.bundle.character;
    if (tools.includes('take_message')) this.#ports.messages.expect();
    this.#ports.warm(handoff_targets.map((target) => target.slug));
  }

  #answerHeld(): void {
    const words = this.#held.takeAll();
    if (words) this.#ports.stage.answer(words);
  }

  #view(): CallView {
    return {
      character: this.#state.bundle.character,
      connecting: this.#connecting,
      transfers_so_far: this.#transfer.sent,
      cancellable: this.#transfer.cancellable,
      leg: this.#leg(),
      handoffs_so_far: this.#state.handoffs,
      scope: this.#state.scope(),
      http: this.#ports.http,
      secret: this.#ports.secret,
      report: this.#ports.report,
      meanwhile: (text) => {
        this.#meanwhile(text);
      },
    };
  }

  /** A tool is still at work. While somebody else is about to speak, that one is heard. */
  #meanwhile(text: string): void {
    if (this.#connecting) return;
    const { stage, report } = this.#ports;
    const failed = report.bind(null, 'A sentence while a tool is at work was not said.');
    this.#outside.runInAsyncScope(() => void stage.say(text).catch(failed));
  }

  /** A trunk that refused a REFER in this call is not asked again. */
  #leg(): Leg {
    const { leg } = this.#ports;
    return leg.sip && this.#transfer.refused ? { ...leg, refuses: true } : leg;
  }
}
