import { timeLimit } from '../config/time-limit.ts';
import type { DeskWish } from '../call/desk-wish.ts';
import type { DeskPort, DeskRefusal, StagePort, TrunkPort } from '../call/ports.ts';
import { sentencesIn } from '../call/sentences.ts';
import type { TransferOrder } from '../call/transfer-policy.ts';
import { judge } from '../call/verdict.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { DeskLeft } from '../protocol/desk.ts';
import type { Evidence, Verdict } from '../protocol/verdict.ts';
import { CALLER_GONE } from './consultation.ts';
import { DeskWait } from './desk-wait.ts';
import type { Journal, SentAttempt } from './journal.ts';

/** Milliseconds that a summary for the desk may take. */
const SUMMARY_LIMIT_MS = 10_000;
/** As much as the backend keeps. */
const LONGEST_REASON = 500;
const LONGEST_SUMMARY = 4000;

export interface AtDeskPorts {
  readonly stage: StagePort;
  readonly trunk: TrunkPort;
  readonly desk: DeskPort;
  /** The caller's name, where it is known. */
  readonly callerName: () => string | null;
  /** Milliseconds of a clock that never runs backwards. */
  readonly clock: () => number;
  readonly report: (what: string, fault: unknown) => void;
}

/** What the conversation is asked about a call at the desk. */
export interface AtDeskListener {
  readonly bundle: () => SessionBundle;
  /** Whether whoever waits can be called back instead. */
  readonly mayCallBack: () => boolean;
  /** Has the caller called back; the sentence that says so. */
  readonly callBack: (reason: string) => string;
  /** What was said so far, in a few sentences. */
  readonly summary: (reason: string, signal: AbortSignal) => Promise<string>;
}

type DeskEnd = DeskLeft | DeskRefusal | 'returned' | 'lost';

/** One call at the desk (X8), from the queue to whoever takes it and back, as the record tells it. */
export class AtDesk {
  readonly #ports: AtDeskPorts;
  readonly #journal: Journal;
  readonly #listener: AtDeskListener;
  /** In a queue, or with somebody: nothing has come of it yet. */
  #attempt: SentAttempt | null = null;
  #label = '';
  #reason = '';
  /** How it ended, for the sentence that says so. */
  #ended: DeskEnd | null = null;
  #wait: DeskWait | null = null;
  /** The sentence that says that the caller is called back. */
  #calledBack = '';
  readonly #over = new AbortController();

  constructor(ports: AtDeskPorts, journal: Journal, listener: AtDeskListener) {
    this.#ports = ports;
    this.#journal = journal;
    this.#listener = listener;
  }

  /** Resolves with null once the call is in its queue for good, else with what became of it. */
  async enqueue(order: TransferOrder, id: string): Promise<Verdict | null> {
    const attempt = { id, order, execution: 'desk' } as const;
    const { desk, callerName } = this.#ports;
    const { caller_id } = this.#listener.bundle().call;
    this.#concerns(order);
    const answer = await desk.enqueue({
      ...{ id, queue: order.destination.uri, reason: order.reason.slice(0, LONGEST_REASON) },
      caller: callerName() ?? caller_id,
    });
    if ('refused' in answer) {
      this.#ended = answer.refused;
      this.#journal.deskRefused(attempt, answer.refused);
      return answer.refused === 'desk_closed' ? 'no_answer' : 'failed';
    }
    this.#attempt = attempt;
    this.#journal.transferSent(attempt);
    void this.#summarise(id);
    return null;
  }

  /** The call was there before this worker had it. */
  rejoin(order: TransferOrder, id: string): void {
    this.#concerns(order);
    this.#attempt = { id, order, execution: 'desk' };
  }

  /** Keeps the caller company until somebody has come, or the caller waits no more. */
  async wait(over: AbortSignal): Promise<Verdict> {
    const attempt = this.#attempt;
    if (!attempt) return 'failed';
    const { clock, trunk } = this.#ports;
    const { name: agent, language } = this.#listener.bundle().character;
    const may_call_back = this.#listener.mayCallBack();
    const since = clock();
    this.#wait = new DeskWait(this.#ports, { id: attempt.id, agent, language, may_call_back });
    const { outcome, both_talk } = await this.#wait.until(over);
    const answered_after_ms = Math.round(clock() - since);
    if (over.aborted && over.reason !== CALLER_GONE) {
      // Somebody has ended the call: of this attempt nothing more can be told.
      this.#finish(null);
      return 'unknown';
    }
    if (outcome !== 'person') return this.leave(outcome, answered_after_ms);
    const evidence: Evidence = {
      ...{ execution: 'desk', accepted: true, answered_after_ms },
      ...{ leg_present: trunk.callerPresent(), person_present: true, both_subscribed: both_talk },
    };
    const verdict = judge(evidence);
    this.#journal.transferJudged(attempt, verdict, evidence, null);
    if (verdict === 'caller_left') this.#attempt = null;
    return verdict;
  }

  /** The caller is in the queue no more, and nobody has them. Safe where they are in none. */
  leave(why: DeskLeft, answered_after_ms = 0): Verdict {
    const leg_present = why !== 'caller_left';
    const evidence = { accepted: false, api_code: why, answered_after_ms, leg_present };
    const judged = { ...evidence, execution: 'desk' } as const;
    const verdict = judge(judged);
    const attempt = this.#attempt;
    this.#finish(why);
    if (!attempt) return verdict;
    // At once: whoever chose it may hang up before they hear that it was heard.
    if (why === 'call_back') this.#calledBack = this.#listener.callBack(this.#reason);
    this.#journal.deskLeft(attempt.id, why);
    this.#journal.transferJudged(attempt, verdict, judged, null);
    return verdict;
  }

  /** Whether somebody has come already, while the announcement is heard. */
  personThere(): boolean {
    let is = false;
    const id = this.#attempt?.id;
    if (id !== undefined) this.#ports.desk.watchPerson(id, (there) => (is = there))();
    return is;
  }

  /** Ends when the person has handed the call back, or was lost, and that is recorded. */
  async untilHandedBack(stillTheirs: () => boolean): Promise<void> {
    const [wait, attempt] = [this.#wait, this.#attempt];
    if (!wait || !attempt) return;
    const how = await wait.untilHandedBack();
    if (!stillTheirs()) return;
    this.#ended = how;
    this.#attempt = null;
    this.#journal.handedBack(attempt, how);
  }

  /** The character learns that a person has talked to the caller, and what they have noted. */
  async brief(label: string, note: string | null): Promise<void> {
    const news = `A person of "${label}" has talked to the caller, and the call is yours again.`;
    const told = note ? `${news} Their note to you, not to be read out: ${note}` : news;
    await this.#ports.stage
      .brief(told)
      .catch(this.#ports.report.bind(null, 'A note of the desk did not reach the character.'));
  }

  /** The person leaves, and the character learns what it has to know. */
  async takenBack(): Promise<void> {
    const wait = this.#wait;
    if (!wait) return;
    if (this.#ended === 'returned') await wait.untilGone();
    const { note } = wait;
    this.#finish(this.#ended);
    await this.brief(this.#label, note);
  }

  /** What a caller hears who comes back from the desk; empty where that is not ours to say. */
  sentence(): string {
    const { name, language } = this.#listener.bundle().character;
    const { desk } = sentencesIn(language);
    switch (this.#ended) {
      case 'desk_closed':
      case 'nobody_there':
        return desk.closed(this.#label);
      case 'went_back':
        return desk.went_back;
      case 'call_back':
        return this.#calledBack;
      case 'returned':
        return desk.handed_back(name);
      case 'lost':
        return desk.lost(this.#label);
      case 'desk_unavailable':
      case 'caller_left':
      case null:
        return '';
    }
  }

  wish(wish: DeskWish): void {
    this.#wait?.wish(wish);
  }

  /** The call is over. */
  close(): void {
    this.#over.abort();
    this.#wait?.close();
  }

  #concerns({ label, reason }: TransferOrder): void {
    this.#label = label;
    this.#reason = reason;
  }

  #finish(how: DeskEnd | null): void {
    this.#ended = how;
    this.#attempt = null;
    this.#wait?.close();
    this.#wait = null;
  }

  /** Made while the announcement is heard. */
  async #summarise(id: string): Promise<void> {
    const { desk, report } = this.#ports;
    try {
      const limit = timeLimit(SUMMARY_LIMIT_MS, this.#over.signal);
      const summary = (await this.#listener.summary(this.#reason, limit)).trim();
      if (summary) desk.summarised(id, summary.slice(0, LONGEST_SUMMARY));
    } catch (fault) {
      if (!this.#over.signal.aborted) report('A summary for the desk could not be made.', fault);
    }
  }
}
