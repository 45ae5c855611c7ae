import type { DeskWish } from '../call/desk-wish.ts';
import type { DeskPort, StagePort } from '../call/ports.ts';
import { sentencesIn } from '../call/sentences.ts';
import type { DeskLeft, DeskNews } from '../protocol/desk.ts';
import { deferred } from './deferred.ts';

/** Milliseconds after which a caller is told again where they stand, though nothing has changed. */
const REMIND_MS = 60_000;
/** Milliseconds between two sentences, however quickly the line moves. */
const SELDOM_MS = 15_000;
/** Milliseconds without anybody on duty after which nobody is waited for any more. */
const NOBODY_MS = 90_000;
/** Milliseconds that the two have to hear each other once a person has come. */
const TALK_LIMIT_MS = 10_000;
/** Milliseconds that a person may be out of the room: a page that is loaded anew comes back. */
const LOST_MS = 20_000;
/** Milliseconds that a person who has handed the call back has to leave the room. */
const LEAVE_MS = 3000;

export interface DeskWaitPorts {
  readonly stage: StagePort;
  readonly desk: DeskPort;
  readonly report: (what: string, fault: unknown) => void;
}

export interface DeskWaitOrder {
  readonly id: string;
  /** Name of the character that the caller can come back to. */
  readonly agent: string;
  readonly language: string;
  readonly may_call_back: boolean;
}

/** How a wait ended: somebody came, or why the caller is in the queue no more. */
export type DeskOutcome = 'person' | DeskLeft;

/** Keeps a caller company who waits at the desk, and notices who comes, goes and hands back. */
export class DeskWait {
  readonly #ports: DeskWaitPorts;
  readonly #order: DeskWaitOrder;
  #news: DeskNews | null = null;
  #outcome = deferred<DeskOutcome>();
  readonly #handedBack = deferred<'returned' | 'lost'>();
  #waiting = false;
  /** The two talk: before that, nobody has come who could be lost. */
  #talking = false;
  #there = false;
  /** The last position that the caller was told; null before the first. */
  #told: number | null = null;
  #saying: Promise<void> | null = null;
  /** The last sentence is long enough ago for another one. */
  #maySpeak = false;
  #seldom: NodeJS.Timeout | undefined;
  #reminder: NodeJS.Timeout | undefined;
  #nobody: NodeJS.Timeout | undefined;
  #lost: NodeJS.Timeout | undefined;
  readonly #unwatch: readonly (() => void)[];

  constructor(ports: DeskWaitPorts, order: DeskWaitOrder) {
    this.#ports = ports;
    this.#order = order;
    this.#unwatch = [
      ports.desk.watch((news) => {
        if (news.id === order.id) this.#take(news);
      }),
      ports.desk.watchPerson(order.id, (there) => {
        this.#personIs(there);
      }),
    ];
  }

  get note(): string | null {
    return this.#news?.note ?? null;
  }

  /** Music and news until somebody has come whom the caller can hear. Never rejects. */
  async until(over: AbortSignal): Promise<{ outcome: DeskOutcome; both_talk: boolean }> {
    const { desk } = this.#ports;
    const gone = () => {
      this.#outcome.resolve('caller_left');
    };
    over.addEventListener('abort', gone, { once: true });
    if (over.aborted) gone();
    for (;;) {
      this.#waiting = true;
      if (this.#there) this.#outcome.resolve('person');
      else this.#keepCompany();
      // What came while nobody waited counts as well: it is told only once.
      if (this.#news) this.#take(this.#news);
      const outcome = await this.#outcome.promise;
      this.#stopWaiting();
      if (outcome !== 'person') {
        over.removeEventListener('abort', gone);
        await desk.hold.end();
        return { outcome, both_talk: false };
      }
      const both_talk = await desk.bothTalk(this.#order.id, TALK_LIMIT_MS);
      if (this.#there && !over.aborted) {
        over.removeEventListener('abort', gone);
        return { outcome, both_talk };
      }
      // Whoever came has gone again without a word: the caller waits on, at the old place.
      this.#outcome = deferred();
      if (over.aborted) gone();
    }
  }

  /** Silent, until the person hands the caller back or is lost. */
  async untilHandedBack(): Promise<'returned' | 'lost'> {
    this.#talking = true;
    if (!this.#there) this.#personIs(false);
    return this.#handedBack.promise;
  }

  /** Ends when the person is out of the room, or has had the time for it. */
  untilGone(): Promise<void> {
    const gone = deferred();
    const unwatch = this.#ports.desk.watchPerson(this.#order.id, (there) => {
      if (!there) gone.resolve();
    });
    const limit = setTimeout(() => {
      gone.resolve();
    }, LEAVE_MS);
    return gone.promise.finally(() => {
      clearTimeout(limit);
      unwatch();
    });
  }

  /** The caller wants something else than to wait. */
  wish(wish: DeskWish): void {
    if (!this.#waiting) return;
    if (wish === 'call_back' && !this.#order.may_call_back) return;
    this.#outcome.resolve(wish === 'call_back' ? 'call_back' : 'went_back');
  }

  close(): void {
    this.#stopWaiting();
    clearTimeout(this.#lost);
    for (const unwatch of this.#unwatch) unwatch();
    void this.#ports.desk.hold.end();
  }

  #stopWaiting(): void {
    this.#waiting = false;
    for (const timer of [this.#seldom, this.#reminder, this.#nobody]) clearTimeout(timer);
    this.#nobody = undefined;
    this.#ports.desk.hold.pause();
    if (this.#saying) this.#ports.stage.hush();
  }

  #take(news: DeskNews): void {
    this.#news = news;
    if (news.state === 'returned') this.#handedBack.resolve('returned');
    if (!this.#waiting) return;
    if (isSettled(news))
      this.#outcome.resolve(news.state === 'returned' ? 'went_back' : 'nobody_there');
    if (news.on_duty > 0) {
      clearTimeout(this.#nobody);
      this.#nobody = undefined;
    } else {
      this.#nobody ??= setTimeout(() => {
        this.#outcome.resolve('nobody_there');
      }, NOBODY_MS);
    }
    if (this.#maySpeak && this.#hasMoved()) this.#keepCompany();
  }

  #hasMoved(): boolean {
    const position = this.#news?.position ?? null;
    return position !== null && position !== this.#told;
  }

  #personIs(there: boolean): void {
    this.#there = there;
    clearTimeout(this.#lost);
    if (there) {
      if (this.#waiting) this.#outcome.resolve('person');
      return;
    }
    if (!this.#talking) return;
    this.#lost = setTimeout(() => {
      this.#handedBack.resolve('lost');
    }, LOST_MS);
  }

  /** Says where the caller stands, then music; again when that has changed, and after a while. */
  #keepCompany(): void {
    if (this.#saying) return;
    this.#maySpeak = false;
    for (const timer of [this.#seldom, this.#reminder]) clearTimeout(timer);
    this.#saying = this.#sayPosition()
      .catch((fault: unknown) => {
        this.#ports.report('A caller who waits could not be told where they stand.', fault);
      })
      .then(() => {
        this.#saying = null;
        if (!this.#waiting) return;
        void this.#ports.desk.hold.play();
        this.#seldom = setTimeout(() => {
          this.#maySpeak = true;
          if (this.#hasMoved()) this.#keepCompany();
        }, SELDOM_MS);
        this.#reminder = setTimeout(() => {
          this.#keepCompany();
        }, REMIND_MS);
      });
  }

  async #sayPosition(): Promise<void> {
    const { agent, language, may_call_back } = this.#order;
    const { position, choices } = sentencesIn(language).desk;
    const { position: place = null, usual_wait_s = null } = this.#news ?? {};
    const usual_min = usual_wait_s === null ? null : Math.max(1, Math.round(usual_wait_s / 60));
    const words = [choices(agent, may_call_back)];
    if (place !== null) words.unshift(position(place, usual_min));
    this.#told = place;
    this.#ports.desk.hold.pause();
    await this.#ports.stage.say(words.join(' '));
  }
}

function isSettled({ state }: DeskNews): boolean {
  return state === 'returned' || state === 'abandoned' || state === 'done';
}
