import { wishIn, wishOfKey } from '../call/desk-wish.ts';
import type { Headers } from '../call/headers.ts';
import type { CallLine } from '../call/line.ts';
import { shortcutOf } from '../call/shortcuts.ts';
import { takeVariables } from '../call/variables.ts';
import { within } from '../config/within.ts';
import type { SessionBundle, TakenOver } from '../protocol/bundle.ts';
import type { Tool, ToolAnswer } from '../tools/tool.ts';
import { briefing, firstWords } from './begin.ts';
import { CallState } from './call-state.ts';
import type { ConversationPorts } from './conversation-ports.ts';
import { Course } from './course.ts';
import { Handoff, type RollBack } from './handoff.ts';
import { type HandoffOrder, HandoffScript } from './handoff-script.ts';
import { HeldWords } from './held-words.ts';
import { withLateHeaders } from './late-headers.ts';
import { Journal } from './journal.ts';
import { KeyPad } from './key-pad.ts';
import { PickUp } from './pick-up.ts';
import { unanswered } from './take-over.ts';
import { Transfer } from './transfer.ts';

/** Milliseconds until the first sound of a call is there; a voice asked directly has no limit of its own. */
const FIRST_WORDS_LIMIT_MS = 25_000;

/** One call's conversation: who is on the line, what was said, and what happens next. */
export class Conversation {
  readonly #ports: ConversationPorts;
  readonly #handoff: Handoff;
  readonly #transfer: Transfer;
  readonly #journal: Journal;
  readonly #keys: KeyPad;
  readonly #pickUp: PickUp;
  readonly #course: Course;
  readonly #held = new HeldWords();
  readonly #state: CallState;
  /** The first character has not begun to speak: nobody could answer. */
  #greeting = true;
  /** Whom the caller asked for by a key while somebody else was being connected. */
  #wanted: string | null = null;
  /** What an operator has dialled before anybody spoke. */
  #dialled: { readonly target: string; readonly attempt_id: string } | null = null;
  /** What the caller said to a worker that was lost: it is in the record, and still to be answered. */
  #again: string | null = null;

  constructor(bundle: SessionBundle, ports: ConversationPorts) {
    this.#state = new CallState(bundle);
    this.#ports = ports;
    this.#journal = new Journal(ports.record);
    this.#pickUp = new PickUp(ports.stage);
    this.#keys = new KeyPad({
      shortcut: (key) => this.#shortcut(key),
      typed: (digits) => {
        this.#pressed(digits);
      },
      collected: (into, digits) => {
        const { variables } = this.#state.bundle.character;
        if (into !== undefined) this.#course.learn(takeVariables({ [into]: digits }, variables));
        this.#pressed(digits);
      },
    });
    const callerName = () => {
      const name = this.#state.trusted()['customer_name'];
      return typeof name === 'string' ? name : null;
    };
    this.#transfer = new Transfer(
      { ...ports, callerName },
      this.#journal,
      {
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
        escalated: () => {
          ports.end('transfer_to_agent');
        },
        mayCallBack: () => this.#course.mayCallBack,
        callBack: (reason) => this.#course.callBack(reason),
        summary: (reason, signal) => script.summary(reason, signal),
      },
      bundle.taken_over?.transfers_sent ?? 0,
    );
    const notes = () => {
      const { source: bundle, lines, variables, handoffs } = this.#state;
      return { bundle, lines, variables, handoffs };
    };
    const informed = { ...ports, bundles: withLateHeaders(ports.bundles, () => this.#state.late) };
    const script = new HandoffScript(ports.speech, notes, ports.report);
    this.#handoff = new Handoff(informed, script, {
      source: () => this.#state.source,
      trigger: () => this.#state.said,
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
    const parts = { state: this.#state, journal: this.#journal, keys: this.#keys };
    this.#course = new Course(ports, {
      ...parts,
      handoff: this.#handoff,
      transfer: this.#transfer,
    });
  }

  /** Puts the first character on the line; it greets once the caller's leg is `active`. */
  async begin(signal: AbortSignal, active?: Promise<void>): Promise<void> {
    const { bundle } = this.#state;
    const { stage, room, speech } = this.#ports;
    this.#provide();
    const scope = this.#state.scope();
    const words = firstWords(bundle, scope, speech.lacks(bundle.character));
    const instructions = briefing(bundle, scope, this.#state.trusted());
    // Made while the session starts: its first sound is waited for, not one thing after the other.
    const prepared = stage.greet(bundle, words, signal);
    const opening = within(prepared, FIRST_WORDS_LIMIT_MS, 'The first words');
    const entry = { bundle, instructions, trigger: null, opening };
    const called = bundle.channel === 'sip_outbound' && !bundle.taken_over;
    const after = active && called ? this.#pickUp.greeted(active, signal) : active;
    await Promise.all([room.talking(bundle), stage.enter(after ? { ...entry, after } : entry)]);
    this.#greeting = false;
    if (this.#wanted !== null) stage.hush();
    // What was said before anybody spoke; whoever was called has said no more than hello.
    if (!called || this.#wanted !== null || this.#dialled) this.#answerHeldAfter();
    if (bundle.taken_over) await this.#goOn(bundle.taken_over);
  }

  /** Another worker had the call: what it did not finish goes on. */
  async #goOn(taken: TakenOver): Promise<void> {
    const { desk, handed_back } = taken;
    if (desk) this.#transfer.rejoin(desk);
    if (handed_back) await this.#transfer.handedBack(handed_back);
    this.#again = unanswered(taken);
    if (this.#again === null) return;
    this.#held.keep(this.#again);
    this.#answerHeldAfter();
  }

  /** Who is on the line. */
  get bundle(): SessionBundle {
    return this.#state.bundle;
  }

  get muted(): boolean {
    return this.#holding;
  }

  get #holding(): boolean {
    const coming = this.#greeting || this.#pickUp.holding;
    return coming || this.#handoff.holding || this.#transfer.holding;
  }

  /** A turn of the caller has ended: keep its words, or let the character answer. */
  heard(text: string): { hold: true } | { hold: false; prepend: string | null } {
    const holding = this.#holding;
    this.#pickUp.heard();
    // Acted on at the end of the turn: a turn that ends later would cut what is said then.
    if (this.#transfer.atDesk) this.#toDesk(text);
    if (holding) {
      if (!this.#transfer.atDesk) this.#held.keepTurn(text);
      return { hold: true };
    }
    return { hold: false, prepend: this.#held.takeBefore(text) };
  }

  /** Words of the caller as they are recognised. While a handoff is under way they are kept. */
  caught(text: string): void {
    if (this.#holding && !this.#transfer.atDesk) this.#held.keep(text);
  }

  /** The caller typed instead of speaking. */
  typed(text: string): void {
    if (this.#transfer.atDesk) {
      this.#toDesk(text);
      return;
    }
    if (this.#holding) {
      this.#held.keep(text);
      return;
    }
    const before = this.#held.takeBefore(text);
    this.#ports.stage.answer(before ? `${before} ${text}` : text);
  }

  /** Something was said and heard. */
  said(role: CallLine['role'], text: string, interrupted: boolean): void {
    const noted = role === 'caller' && text === this.#again;
    if (role === 'caller') this.#again = null;
    if (noted) return;
    const { character } = this.#state.note(role, text);
    const how = interrupted ? { interrupted } : {};
    this.#ports.record({ type: 'turn', role, text, character, ...how });
  }

  /** A key of the caller's telephone or of the widget's keypad. */
  pressed(digit: string): void {
    if (this.#transfer.atDesk) this.#transfer.wished(wishOfKey(digit));
    else this.#keys.press(digit);
  }

  /** Somebody at the desk has the caller: the room is theirs. */
  get withPerson(): boolean {
    return this.#transfer.withPerson;
  }

  /** The caller is on the way to somebody, or with somebody. */
  get elsewhere(): boolean {
    return this.#course.connecting;
  }

  /** The character is with the caller, and nothing is under way between them. */
  get withCaller(): boolean {
    return !this.elsewhere && !this.#holding;
  }

  /** The character listens to the caller, and to words. */
  get attending(): boolean {
    return this.withCaller && !this.#keys.collecting;
  }

  /** An operator has dialled for the caller. */
  dialled(target: string, attempt_id: string): void {
    // Nobody could be told before somebody speaks.
    if (this.#greeting) this.#dialled = { target, attempt_id };
    else this.#course.dialled(target, attempt_id);
  }

  /** Headers of the INVITE that came late; a character that comes on the line knows them too. */
  headersCame(headers: Headers): void {
    this.#state.learnHeaders(headers);
  }

  /** The caller's leg is gone; the transfer under way, if any, says how the call ended. */
  callerGone(detail?: string): void {
    if (!this.#transfer.callerGone()) this.#ports.end('caller', detail);
  }

  /** The tools of a character, by what is known now. */
  toolsOf(bundle: SessionBundle): readonly Tool[] {
    return this.#course.toolsOf(bundle);
  }

  /** The model has called a tool. What comes of it happens once the tool has returned. */
  run(
    tool: Tool,
    args: Record<string, unknown>,
    spoke: Promise<boolean>,
  ): ToolAnswer | Promise<ToolAnswer> {
    return this.#course.run(tool, args, spoke);
  }

  /** The call is over: whatever is under way ends, and nothing is said any more. */
  close(): void {
    this.#handoff.end();
    this.#transfer.end();
    this.#keys.close();
  }

  /** What is said at the desk is answered by nobody of us, and not kept. */
  #toDesk(text: string): void {
    this.#transfer.wished(wishIn(text, this.#state.bundle.character.language));
  }

  /** A key by itself: true where it leads to somebody, now or once the caller is back (T8). */
  #shortcut(key: string): boolean {
    const slug = shortcutOf(this.#state.bundle, key);
    if (slug === null) return false;
    this.#ports.record({ type: 'digits', digits: key });
    if (this.#course.connecting || this.#greeting) {
      this.#wanted = slug;
      // Whoever asks for somebody else into the announcement does not want it any more.
      if (this.#transfer.cancellable) this.#transfer.cancel();
    } else {
      this.#ports.stage.hush();
      this.#course.pressed(slug);
    }
    return true;
  }

  #pressed(digits: string): void {
    this.#ports.record({ type: 'digits', digits });
    this.typed(digits);
  }

  #arrive(to: SessionBundle): void {
    this.#state.arrive(to);
    void this.#ports.room.talking(to).catch((fault: unknown) => {
      this.#ports.report('The room could not be told who talks.', fault);
    });
  }

  #commit(order: HandoffOrder, to: SessionBundle, waterfall: RollBack['waterfall']): void {
    this.#journal.committed(order, this.#state.source, to, waterfall);
    this.#state.settle(order.reason);
    this.#keys.forget();
    this.#course.arrived();
    this.#provide();
    this.#answerHeldAfter();
  }

  /** Once the opening has ended. */
  #answerHeldAfter(): void {
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
    const { bundle } = this.#state;
    const takes = this.#course.toolsOf(bundle).some(({ name }) => name === 'take_message');
    if (takes) this.#ports.messages.expect();
    this.#ports.warm(Object.keys(bundle.targets));
  }

  /** Whether the caller is on the way to whom an operator had dialled before anybody spoke. */
  #passedOn(): boolean {
    const dialled = this.#dialled;
    this.#dialled = null;
    if (dialled) this.#course.dialled(dialled.target, dialled.attempt_id);
    return this.#course.connecting;
  }

  #answerHeld(): void {
    if (this.#course.connecting || this.#passedOn()) return;
    const wanted = this.#wanted;
    this.#wanted = null;
    if (wanted !== null && wanted !== this.#state.bundle.character.slug) {
      if (this.#course.pressed(wanted)) return;
    }
    const words = this.#held.takeAll();
    if (words) this.#ports.stage.answer(words);
    this.#course.settled();
  }
}
