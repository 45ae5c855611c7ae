import { AsyncResource } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { ALREADY_CONNECTING } from '../call/already-connecting.ts';
import { takeRoute } from '../call/open-targets.ts';
import { plainTarget } from '../call/rules.ts';
import { callableNumber } from '../call/call-back.ts';
import { sentencesIn } from '../call/sentences.ts';
import { decideNumber, type Leg } from '../call/transfer-policy.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { Variables } from '../protocol/context.ts';
import { handoffAnswer } from '../tools/handoff-answer.ts';
import type { CallView, Next, Tool, ToolAnswer } from '../tools/tool.ts';
import { scheduleCallback } from '../tools/schedule-callback.ts';
import { toolsOf } from '../tools/tools-of.ts';
import type { CallState } from './call-state.ts';
import type { ConversationPorts } from './conversation-ports.ts';
import type { Handoff } from './handoff.ts';
import { deferred } from './deferred.ts';
import { orderHandoff } from './handoff-script.ts';
import type { Journal } from './journal.ts';
import type { KeyPad } from './key-pad.ts';
import type { Transfer } from './transfer.ts';

/** What carries out where a call goes. */
export interface CourseParts {
  readonly state: CallState;
  readonly journal: Journal;
  readonly handoff: Handoff;
  readonly transfer: Transfer;
  readonly keys: KeyPad;
}

/** The course a call takes: what tools, keys and routes decide, and what comes of it. */
export class Course {
  readonly #ports: ConversationPorts;
  readonly #parts: CourseParts;
  /** Hazard: inside a tool the framework refuses to wait for speech, so we act outside of it. */
  readonly #outside = new AsyncResource('course');
  /** Something became known while nobody could act on it. */
  #missed = false;
  /** Where routes have led since the character came on the line; none leads there again. */
  readonly #routed = new Set<string>();
  /** Resolves as the caller is sent elsewhere: a tool that still waits keeps nobody. */
  #leaving = deferred<ToolAnswer>();

  constructor(ports: ConversationPorts, parts: CourseParts) {
    this.#ports = ports;
    this.#parts = parts;
  }

  /** The caller is on the way to somebody. */
  get connecting(): boolean {
    const { handoff, transfer } = this.#parts;
    return handoff.connecting || transfer.underWay;
  }

  /** The tools of a character, by what is known now. */
  toolsOf(bundle: SessionBundle): readonly Tool[] {
    return toolsOf(bundle, this.#parts.state.trusted());
  }

  /**
   * The model has called a tool. What comes of it happens once the tool has returned. Hazard: the
   * framework lets no agent go whose tool still runs, so a tool that waits has no answer for it as
   * soon as the caller is sent elsewhere; what it finds is learned all the same.
   */
  run(
    tool: Tool,
    args: Record<string, unknown>,
    spoke: Promise<boolean>,
  ): ToolAnswer | Promise<ToolAnswer> {
    const answer = tool.run(args, this.#view(spoke));
    if (!(answer instanceof Promise)) return this.#answered(tool, args, answer);
    const course = answer.then((late) => this.#answered(tool, args, this.#unlessTooLate(late)));
    return Promise.race([course, this.#leaving.promise]);
  }

  /** While a tool waited for its answer the caller may have been sent elsewhere. */
  #unlessTooLate(answer: ToolAnswer): ToolAnswer {
    if ('refused' in answer || !answer.next || !('transfer' in answer.next)) return answer;
    if (!this.connecting) return answer;
    return ALREADY_CONNECTING;
  }

  /** The caller has pressed a key: true where the call goes on elsewhere; a refusal is said. */
  pressed(slug: string): boolean {
    const { bundle } = this.#parts.state;
    const answer = this.#passTo(slug, true);
    if (!('refused' in answer)) return true;
    const { failed, failed_nameless } = sentencesIn(bundle.character.language);
    const name = bundle.targets[slug]?.name;
    this.#say(isForCallers(answer) ? answer.because : name ? failed(name) : failed_nameless);
    return false;
  }

  /** Another character has the call: its routes are its own. */
  arrived(): void {
    this.#routed.clear();
  }

  /** An operator passes the caller on: by the same policy, and without the model. */
  dialled(target: string, attempt_id: string): void {
    const { state, journal, transfer } = this.#parts;
    const label = sentencesIn(state.bundle.character.language).somebody;
    const decision = decideNumber(this.#view(), target, { target, label, reason: '' });
    journal.dialled(target, decision, attempt_id);
    if ('refused' in decision) return;
    this.#ports.stage.hush();
    this.#outside.runInAsyncScope(() => {
      transfer.begin(decision.accepted, attempt_id);
    });
  }

  /** Whether there is a number to call the caller back at. */
  get mayCallBack(): boolean {
    const { call, transfer } = this.#parts.state.bundle;
    return 'number' in callableNumber(undefined, call.caller_id, transfer.dialing);
  }

  /** Has the caller called back, as the model would; the sentence that says what comes of it. */
  callBack(reason: string): string {
    const { somebody } = sentencesIn(this.#parts.state.bundle.character.language);
    const args = { reason: reason || somebody };
    const answer = this.run(scheduleCallback, args, Promise.resolve(true));
    if (answer instanceof Promise) return '';
    return 'refused' in answer ? answer.because : (answer.say ?? '');
  }

  /** The call stays with a character: what became known meanwhile may still lead on. */
  settled(): void {
    if (!this.#missed) return;
    this.#missed = false;
    this.#takeRoute();
  }

  /** Something has become known: it may open a target, and it may decide where the call goes. */
  learn(variables: Variables): void {
    if (!this.#remember(variables)) return;
    this.#ports.stage.retool();
    if (this.connecting) this.#missed = true;
    else this.#takeRoute();
  }

  #takeRoute(): void {
    const { state } = this.#parts;
    const slug = takeRoute(state.bundle, state.trusted());
    if (slug === null || this.#routed.has(slug)) return;
    this.#routed.add(slug);
    const answer = this.#passTo(slug, false);
    if ('refused' in answer && isForCallers(answer)) this.#say(answer.because);
  }

  #passTo(slug: string, pressed: boolean): ToolAnswer {
    const target = plainTarget(this.#parts.state.bundle, slug);
    const answer = handoffAnswer(this.#view(), { target, reason: '', pressed }, {});
    this.#settle(answer, randomUUID());
    return answer;
  }

  #answered(tool: Tool, args: Record<string, unknown>, answer: ToolAnswer): ToolAnswer {
    const attempt_id = randomUUID();
    this.#parts.journal.toolCall(tool, args, answer, attempt_id);
    this.#settle(answer, attempt_id);
    return answer;
  }

  /** What was decided happens, or is noted with its reason. */
  #settle(answer: ToolAnswer, attempt_id: string): void {
    const { state, journal } = this.#parts;
    if (!('refused' in answer)) {
      this.#outside.runInAsyncScope(() => this.#follow(answer.next, attempt_id));
      return;
    }
    journal.refused(answer, state.bundle, attempt_id);
    if ('closed' in answer) state.closed = answer.closed;
    if (answer.refused === 'ping_pong') state.pingPong = true;
  }

  #follow(next: Next | undefined, attempt_id: string): void {
    const { transfer, keys } = this.#parts;
    if (!next) return;
    if ('end_call' in next) this.#goodbye();
    else if ('cancel_transfer' in next) transfer.cancel();
    else if ('message' in next) this.#ports.messages.take(next.message);
    else if ('call_back' in next) this.#callBack(next.call_back);
    else if ('learned' in next) this.learn(next.learned);
    else if ('collect' in next) keys.collect(next.collect);
    else {
      const { variables = {} } = next;
      // Whoever has the call then may route by them.
      this.#missed = this.#remember(variables) || this.#missed;
      if ('transfer' in next) transfer.begin(next.transfer, attempt_id);
      else this.#handOff(next);
      this.#leaving.resolve({});
      this.#leaving = deferred();
    }
  }

  #handOff({ handoff, reason }: Extract<Next, { handoff: unknown }>): void {
    const order = orderHandoff(handoff, reason);
    const { journal, state } = this.#parts;
    journal.handoffRequested(order, state.bundle.character.slug);
    this.#parts.handoff.begin(order);
  }

  #callBack(order: Extract<Next, { call_back: unknown }>['call_back']): void {
    this.#ports.record({ type: 'callback_scheduled', callback_id: randomUUID(), ...order });
  }

  /**
   * A caller who says goodbye into the announcement of a transfer does not want it any more. Until
   * those words have reached the model, a goodbye is its own, said in the turn that transfers.
   */
  #goodbye(): void {
    const { transfer } = this.#parts;
    if (transfer.underWay && !transfer.asking) return;
    transfer.cancel();
    void this.#ports.stage.exchangeEnds().then(
      (answered) => {
        // Whoever speaks into a goodbye has something to say; the character says it again.
        if (!answered && !this.connecting) this.#ports.end('agent');
      },
      () => {
        this.#ports.end('agent');
      },
    );
  }

  /** True when something of it is news. */
  #remember(variables: Variables): boolean {
    const { state } = this.#parts;
    const news = Object.entries(variables).filter(([name, value]) => state.remember(name, value));
    for (const [name, value] of news) {
      this.#ports.record({ type: 'variable_set', name, value });
      this.#parts.keys.known(name);
    }
    return news.length > 0;
  }

  /** Says a sentence of the house; nobody waits for it. */
  #say(text: string): void {
    const { stage, report } = this.#ports;
    const failed = report.bind(null, 'A sentence could not be said.');
    this.#outside.runInAsyncScope(() => void stage.say(text).catch(failed));
  }

  /** `spoke`: whether the model says something in the turn that asks. */
  #view(spoke = Promise.resolve(false)): CallView {
    const { state, transfer } = this.#parts;
    const { bundle, handoffs, hops, learned, said, closed, pingPong } = state;
    const { http, directory, secret, report } = this.#ports;
    return {
      bundle,
      scope: state.trusted(),
      now: Date.now(),
      connecting: this.connecting,
      handoffs_so_far: handoffs,
      hops,
      learned,
      ping_pong: pingPong,
      said,
      closed,
      transfers_so_far: transfer.sent,
      cancellable: transfer.cancellable,
      leg: this.#leg(),
      http,
      directory,
      secret,
      report,
      meanwhile: (text) => {
        void spoke.then((heard) => {
          if (!heard && !this.connecting) this.#say(text);
        });
      },
    };
  }

  /** A trunk that refused a REFER in this call is not asked again. */
  #leg(): Leg {
    const { leg } = this.#ports;
    return leg.sip && this.#parts.transfer.refused ? { ...leg, refuses: true } : leg;
  }
}

/** Sentences made for callers; every other refusal tells a model what to do. */
function isForCallers({ refused }: Extract<ToolAnswer, { refused: unknown }>): boolean {
  return refused === 'after_hours' || refused === 'hop_limit';
}
