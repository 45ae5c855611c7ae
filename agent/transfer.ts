import { randomUUID } from 'node:crypto';
import type { RoomPort } from '../call/ports.ts';
import type { DeskWish } from '../call/desk-wish.ts';
import { sentencesIn } from '../call/sentences.ts';
import {
  NO_TRANSFER,
  stepTransfer,
  type TransferEffect,
  type TransferInput,
} from '../call/transfer.ts';
import type { Leg, TransferOrder } from '../call/transfer-policy.ts';
import { judge, staysInRoom } from '../call/verdict.ts';
import type { TakenOver } from '../protocol/bundle.ts';
import type { Execution, Verdict } from '../protocol/verdict.ts';
import type { Journal } from './journal.ts';
import { pause } from './pause.ts';
import { AtDesk, type AtDeskListener, type AtDeskPorts } from './at-desk.ts';
import { CALLER_GONE } from './consultation.ts';
import { type TransferPorts, TransferSteps } from './transfer-steps.ts';

/**
 * Milliseconds for which the end of a sentence is still in buffers between here and the caller's
 * ear when it has been played out: 70 to 110 through livekit-sip on the loopback, whose mixer holds
 * three to five frames of 20 ms. A REFER that overtakes it cuts it off.
 */
const STILL_ON_THE_WAY_MS = 120;

export interface TransferRunPorts extends TransferPorts, AtDeskPorts {
  readonly room: RoomPort;
}

/** What the conversation is asked and told at the turns of a transfer. */
export interface TransferListener extends AtDeskListener {
  readonly leg: () => Leg;
  /** Words the caller has spoken into the announcement; they are no longer held. */
  readonly takeWords: () => string | null;
  /** The character is with the caller again. */
  readonly resumed: () => void;
  /** The caller was taken over: the worker leaves, and where `merged`, the room stays. */
  readonly taken: (verdict: Verdict, merged: boolean) => void;
  readonly callerLeft: () => void;
  /** The call was over while somebody at the desk had the caller. */
  readonly escalated: () => void;
}

/** Runs the transfer of `call/transfer.ts`: its effects out, what happened back in. */
export class Transfer {
  readonly #ports: TransferRunPorts;
  readonly #journal: Journal;
  readonly #listener: TransferListener;
  readonly #steps: TransferSteps;
  readonly #atDesk: AtDesk;
  #state = NO_TRANSFER;
  #order: TransferOrder | null = null;
  #verdict: Verdict = 'none';
  #attempt_id = '';
  #sent: number;
  #refused = false;
  /** What the caller said into the announcement. */
  #words: string | null = null;
  /** Aborts when the caller is gone or the call is over. */
  readonly #gone = new AbortController();

  /** @param sent requests that have left before this worker had the call */
  constructor(ports: TransferRunPorts, journal: Journal, listener: TransferListener, sent: number) {
    this.#ports = ports;
    this.#journal = journal;
    this.#listener = listener;
    this.#sent = sent;
    this.#steps = new TransferSteps(ports);
    this.#atDesk = new AtDesk(ports, journal, listener);
  }

  /** From the decision until the character is back; a caller who was taken over stays so. */
  get underWay(): boolean {
    return this.#state.stage !== 'idle';
  }

  /** Requests that have left. */
  get sent(): number {
    return this.#sent;
  }

  /** The caller's trunk refused a REFER as such in this call. */
  get refused(): boolean {
    return this.#refused;
  }

  /** While true the caller's words are kept: nobody could answer them now. */
  get holding(): boolean {
    return this.underWay && this.#state.stage !== 'asking';
  }

  /** The caller waits at the desk, or talks to somebody there. */
  get atDesk(): boolean {
    const { stage, execution } = this.#state;
    return execution === 'desk' && (stage === 'sending' || stage === 'with_person');
  }

  /** Somebody at the desk has the caller. */
  get withPerson(): boolean {
    return this.#state.stage === 'with_person';
  }

  /** What a caller at the desk says or presses is for the desk, or for whoever talks to them there. */
  wished(wish: DeskWish | null): void {
    if (wish) this.#atDesk.wish(wish);
  }

  get cancellable(): boolean {
    return this.#state.stage === 'announcing' || this.asking;
  }

  /** The model answers what the caller said into the announcement. */
  get asking(): boolean {
    return this.#state.stage === 'asking';
  }

  /** `attempt_id` is that of the tool call that asked for it. */
  begin(order: TransferOrder, attempt_id: string): void {
    this.#order = order;
    this.#attempt_id = attempt_id;
    this.#take({ type: 'decided', execution: order.execution });
  }

  /** The call was at the desk when its worker was lost: the caller waits on, at the old place. */
  rejoin({ id, queue, label, reason }: NonNullable<TakenOver['desk']>): void {
    const destination = { uri: queue, number: null };
    const order = { target: label, label, method: 'agent_desk', destination, reason } as const;
    this.#order = { ...order, execution: 'desk' };
    this.#atDesk.rejoin(this.#order, id);
    this.#take({ type: 'rejoined' });
    this.#showConnecting();
  }

  /** A person at the desk had the caller while no worker was there. */
  handedBack({ label, note }: NonNullable<TakenOver['handed_back']>): Promise<void> {
    return this.#atDesk.brief(label, note);
  }

  cancel(): void {
    this.#take({ type: 'cancelled' });
  }

  /**
   * The caller's leg is gone. True: the transfer ends the call by its own verdict, which may take
   * until the answer to a REFER is there.
   */
  callerGone(): boolean {
    if (this.#state.execution !== 'refer' || this.#state.stage !== 'sending') {
      this.#gone.abort(CALLER_GONE);
    }
    const ours = this.#state.stage === 'sending' || this.withPerson;
    this.#take({ type: 'caller_gone' });
    return ours;
  }

  end(): void {
    this.#gone.abort();
    this.#atDesk.close();
    this.#take({ type: 'call_ended' });
  }

  #take(input: TransferInput): void {
    const { state, effects } = stepTransfer(this.#state, input);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
  }

  #carryOut(effect: TransferEffect): void {
    switch (effect.do) {
      case 'enqueue':
        this.#go(this.#enqueue());
        return;
      case 'stay':
        this.#go(this.#stay());
        return;
      case 'take_back':
        this.#go(this.#takeBack());
        return;
      case 'escalated':
        this.#listener.escalated();
        return;
      case 'announce':
        this.#go(this.#announce());
        return;
      case 'ask_model':
        this.#go(this.#askModel());
        return;
      case 'send':
        this.#go(this.#send(effect.execution));
        return;
      case 'announce_next':
        this.#go(this.#announceNext());
        return;
      case 'come_back':
        this.#go(this.#comeBack(effect.verdict));
        return;
      case 'go_on':
        this.#atDesk.leave('went_back');
        this.#showTalking();
        this.#listener.resumed();
        return;
      case 'leave':
        this.#go(this.#leave(effect.execution));
        return;
      case 'caller_left':
        this.#atDesk.leave('caller_left');
        this.#listener.callerLeft();
    }
  }

  async #announceNext(): Promise<void> {
    const order = this.#order;
    const [next, ...others] = order?.others ?? [];
    if (!order || !next) return;
    const { trying_next } = this.#sentences();
    const announce = trying_next(order.label, next.label);
    this.#order = { ...next, others, announce };
    await this.#announce();
  }

  async #announce(): Promise<void> {
    const order = this.#order;
    this.#showConnecting();
    await this.#say(order?.announce ?? this.#announcement());
    await pause(STILL_ON_THE_WAY_MS, this.#gone.signal);
    await this.#ports.stage.callerFinishes();
    // Taken back meanwhile: what the caller has said since is somebody else's to answer.
    if (this.#state.stage === 'announcing' && this.#order === order) this.#announced();
  }

  /** What the caller says into the announcement counts until the request leaves. */
  #announced(): void {
    const said = this.#listener.takeWords();
    // Whoever has come already is spoken to, and not we.
    const words = this.#atDesk.personThere() ? null : said;
    this.#words = words;
    this.#take({ type: 'announced', words: words !== null });
  }

  async #askModel(): Promise<void> {
    const { stage } = this.#ports;
    if (this.#words) stage.answer(this.#words);
    this.#words = null;
    // Who speaks into the answer is answered too: a request cannot be undone.
    await stage.exchangeEnds();
    this.#take({ type: 'asked' });
  }

  async #send(execution: Execution): Promise<void> {
    const order = this.#order;
    if (!order) return;
    if (execution === 'desk') return this.#waitAtDesk();
    const attempt_id = this.#attempt_id || randomUUID();
    this.#attempt_id = '';
    this.#sent += 1;
    const attempt = { id: attempt_id, order, execution };
    this.#journal.transferSent(attempt);
    const bundle = this.#listener.bundle();
    const evidence = await this.#steps.execute(order, execution, bundle, this.#gone.signal);
    // The call ended meanwhile, and its end is recorded: nothing more can be told of this attempt.
    if (this.#state.stage !== 'sending') return;
    const verdict = judge(evidence);
    if (verdict === 'refused_by_trunk') this.#refused = true;
    this.#verdict = verdict;
    const leg = this.#listener.leg();
    const trunk = verdict === 'refused_by_trunk' && leg.sip ? leg.trunk : null;
    this.#journal.transferJudged(attempt, verdict, evidence, trunk);
    const { outbound_trunk } = bundle.transfer.dialing;
    const may_dial = outbound_trunk !== '' && order.destination.number !== null;
    const another = (order.others ?? []).length > 0;
    const gone = !evidence.leg_present;
    this.#take({ type: 'judged', verdict, may_dial, another, gone });
  }

  async #comeBack(verdict: Verdict): Promise<void> {
    const { came_back } = this.#sentences();
    const execution = this.#order?.execution;
    this.#showTalking();
    const said = execution === 'desk' ? this.#atDesk.sentence() : '';
    await this.#say(said || came_back(this.#label(), verdict));
    this.#listener.resumed();
  }

  /** First the queue, for good; then the announcement of it. */
  async #enqueue(): Promise<void> {
    const order = this.#order;
    if (!order) return;
    const refused = await this.#atDesk.enqueue(order, this.#attempt_id || randomUUID());
    this.#attempt_id = '';
    if (refused) this.#take({ type: 'judged', verdict: refused, may_dial: false });
    else {
      this.#sent += 1;
      if (this.#state.stage === 'over') this.#atDesk.leave('caller_left');
      this.#take({ type: 'enqueued' });
    }
  }

  async #waitAtDesk(): Promise<void> {
    const verdict = await this.#atDesk.wait(this.#gone.signal);
    // The call ended meanwhile, and its end is recorded.
    if (this.#state.stage !== 'sending') return;
    const gone = this.#gone.signal.aborted;
    this.#take({ type: 'judged', verdict, may_dial: false, gone });
  }

  /** The person has the caller: we are silent until they hand the call back. */
  async #stay(): Promise<void> {
    const { desk } = this.#ports;
    await desk.hold.tone();
    await this.#say(this.#sentences().on_the_line(this.#label()));
    await desk.hold.end();
    await this.#atDesk.untilHandedBack(() => this.withPerson);
    this.#take({ type: 'handed_back' });
  }

  async #takeBack(): Promise<void> {
    await this.#atDesk.takenBack();
    this.#showTalking();
    await this.#say(this.#atDesk.sentence());
    this.#listener.resumed();
  }

  #showConnecting(): void {
    const { room, report } = this.#ports;
    const fault = report.bind(null, 'The room could not be told of a transfer.');
    void room.puttingThrough().catch(fault);
  }

  #showTalking(): void {
    const { room, report } = this.#ports;
    const fault = report.bind(null, 'The room could not be told who talks.');
    void room.talking(this.#listener.bundle()).catch(fault);
  }

  async #leave(execution: Execution): Promise<void> {
    if (execution === 'consult') await this.#ports.consult.tone();
    const merged = staysInRoom(execution);
    if (merged) await this.#say(this.#sentences().on_the_line(this.#label()));
    this.#listener.taken(this.#verdict, merged);
  }

  #announcement(): string {
    const { transferring, asking_person, desk } = this.#sentences();
    const label = this.#label();
    if (this.#order?.method === 'warm') return asking_person(label);
    return this.#order?.method === 'agent_desk' ? desk.enqueued(label) : transferring(label);
  }

  #label(): string {
    return this.#order?.label ?? '';
  }

  #sentences() {
    return sentencesIn(this.#listener.bundle().character.language);
  }

  async #say(text: string): Promise<void> {
    try {
      await this.#ports.stage.say(text);
    } catch (fault) {
      this.#ports.report('A sentence of a transfer could not be said.', fault);
    }
  }

  #go(step: Promise<void>): void {
    step.catch((fault: unknown) => {
      this.#ports.report('A step of a transfer failed.', fault);
    });
  }
}
