import { DeskClaim, DeskEntry, type DeskQueue } from '../../../protocol/desk.ts';
import type { Microphone } from '../../room/call-room.ts';
import type { DeskLine, DeskPorts, LineLevels, LineNews } from '../../room/desk-room.ts';
import { ask, ConsoleFault } from '../api.ts';
import { callerName, PartMissing, whyNotTaken } from './desk-sentences.ts';
import { EMPTY_HANDED, isOursNoMore, learn, type DeskNews, type DeskState } from './desk-state.ts';

export type LoadDeskPorts = () => Promise<DeskPorts>;

/** Whom the phone belongs to, and who is told. */
export interface PhoneOwner {
  readonly name: () => string;
  readonly changed: (now: DeskState, before: DeskState) => void;
  readonly say: (text: string, bad?: boolean) => void;
}

/** Milliseconds that an act may take, so that nobody is stuck in it. */
const ACT_MS = 10_000;
const limit = () => AbortSignal.timeout(ACT_MS);

const SILENCE: LineLevels = { own: 0, caller: 0 };

/** Takes one call at a time, and puts it down. */
export class DeskPhone {
  state: DeskState = EMPTY_HANDED;
  readonly #loadPorts: LoadDeskPorts;
  readonly #owner: PhoneOwner;
  #line: DeskLine | undefined;
  #microphone: Microphone | undefined;
  /** Counts what is begun, so that what an earlier line still says is not heard. */
  #turn = 0;

  constructor(loadPorts: LoadDeskPorts, owner: PhoneOwner) {
    this.#loadPorts = loadPorts;
    this.#owner = owner;
  }

  readQueue(queue: DeskQueue): void {
    this.#learn({ type: 'queue', queue });
    if (isOursNoMore(this.state, this.#owner.name()))
      this.#putDown((name) => `The call with ${name} is not yours any more.`);
  }

  /** Also joins a call again that is ours. */
  async take(entry: DeskEntry): Promise<void> {
    const { hand } = this.state;
    if (hand !== null && hand.phase !== 'apart') return;
    const turn = ++this.#turn;
    this.#learn({ type: 'taking', entry });
    let claimed = hand !== null;
    try {
      const ports = await this.#loadPorts().catch((cause: unknown) => {
        throw new PartMissing({ cause });
      });
      if (turn !== this.#turn) return;
      const microphone = await ports.takeMicrophone();
      if (turn !== this.#turn) {
        microphone.release();
        return;
      }
      this.#microphone = microphone;
      this.#learn({ type: 'phase', phase: 'claiming' });
      const claim = await ask(DeskClaim, at(entry, 'claim'), { method: 'POST', signal: limit() });
      if (turn !== this.#turn) return;
      claimed = true;
      this.#learn({ type: 'claimed', entry: claim.entry });
      const line = await ports.joinDesk(claim, microphone, (news) => {
        if (turn === this.#turn) this.#hear(news);
      });
      await this.#joined(line, turn);
    } catch (fault) {
      if (turn !== this.#turn) return;
      this.#hangUp();
      const stillOurs = claimed && !isGone(fault);
      this.#learn(stillOurs ? { type: 'phase', phase: 'apart' } : { type: 'not_taken' });
      this.#owner.say(whyNotTaken(fault, entry), !isGone(fault));
    }
  }

  async mute(muted: boolean): Promise<void> {
    try {
      await this.#line?.setMuted(muted);
      this.#learn({ type: 'muted', muted });
    } catch {
      // The button goes on showing how it is.
    }
  }

  levels(): LineLevels {
    return this.#line?.levels() ?? SILENCE;
  }

  /** The character has the caller again. */
  handBack(note: string): Promise<void> {
    const json = note === '' ? {} : { note };
    return this.#finish('return', json, (name, { state }) =>
      state === 'waiting'
        ? `${name} waits in the queue again.`
        : `${name} is with the character again.`,
    );
  }

  /** The caller hears a farewell, and the call is over. */
  complete(): Promise<void> {
    return this.#finish('complete', undefined, (name) => `The call with ${name} is over.`);
  }

  /** Leaves the room only: the call stays ours. */
  leave(): void {
    this.#hangUp();
    if (this.state.hand) this.#learn({ type: 'not_taken' });
  }

  async #joined(line: DeskLine, turn: number): Promise<void> {
    if (turn !== this.#turn) {
      await line.leave();
      return;
    }
    this.#line = line;
    this.#learn({ type: 'joined', at: Date.now() });
  }

  async #finish(
    verb: string,
    json: unknown,
    done: (name: string, now: DeskEntry) => string,
  ): Promise<void> {
    const { hand } = this.state;
    if (hand === null || hand.phase === 'finishing') return;
    const { entry } = hand;
    const turn = this.#turn;
    this.#learn({ type: 'phase', phase: 'finishing' });
    try {
      const now = await ask(DeskEntry, at(entry, verb), { method: 'POST', json, signal: limit() });
      if (turn === this.#turn) this.#putDown((name) => done(name, now));
    } catch (fault) {
      if (turn !== this.#turn) return;
      if (isGone(fault)) {
        this.#putDown((name) => `The call with ${name} is not yours any more.`);
        return;
      }
      this.#learn({ type: 'phase', phase: this.#line ? 'talking' : 'apart' });
      this.#owner.say(whyNotTaken(fault, entry), true);
    }
  }

  #hear(news: LineNews): void {
    const finishing = this.state.hand?.phase === 'finishing';
    if (finishing) {
      // It was we who ended it; only a line that is gone matters, should that fail.
      if (news.type === 'closed') this.#dropLine();
      return;
    }
    switch (news.type) {
      case 'reconnecting':
        this.#learn({ type: 'phase', phase: 'reconnecting' });
        return;
      case 'reconnected':
        this.#learn({ type: 'phase', phase: 'talking' });
        return;
      case 'caller_gone':
        this.#putDown(hungUp);
        return;
      case 'closed':
        this.#hearClosed(news.why);
    }
  }

  #hearClosed(why: Extract<LineNews, { type: 'closed' }>['why']): void {
    switch (why) {
      case 'over':
        this.#putDown(hungUp);
        return;
      case 'removed':
        this.#putDown((name) => `The call with ${name} is not yours any more.`);
        return;
      case 'replaced':
        this.#putDown((name) => `The call with ${name} goes on in another window.`);
        return;
      case 'lost':
        this.#hangUp();
        this.#learn({ type: 'phase', phase: 'apart' });
        this.#owner.say('The connection to the call was lost. Join again.');
    }
  }

  #putDown(words: (name: string) => string): void {
    const entry = this.state.hand?.entry;
    if (entry === undefined) return;
    this.#hangUp();
    this.#learn({ type: 'put_down' });
    this.#owner.say(words(callerName(entry)));
  }

  #hangUp(): void {
    this.#turn += 1;
    this.#dropLine();
  }

  #dropLine(): void {
    void this.#line?.leave();
    this.#line = undefined;
    this.#microphone?.release();
    this.#microphone = undefined;
  }

  #learn(news: DeskNews): void {
    const before = this.state;
    this.state = learn(before, news, this.#owner.name());
    if (this.state !== before) this.#owner.changed(this.state, before);
  }
}

const hungUp = (name: string) => `The caller has hung up: ${name}.`;

function at({ id }: DeskEntry, verb: string): string {
  return `/api/desk/${encodeURIComponent(id)}/${verb}`;
}

function isGone(fault: unknown): boolean {
  if (!(fault instanceof ConsoleFault)) return false;
  return ['not_yours', 'unknown_entry', 'not_waiting', 'already_claimed'].includes(
    fault.problem?.code ?? '',
  );
}
