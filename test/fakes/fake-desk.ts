import type { DeskPort, DeskRefusal } from '../../call/ports.ts';
import type { DeskNews, DeskRequest } from '../../protocol/desk.ts';

/** A desk in memory; the test plays its people and the queue. */
export class FakeDesk implements DeskPort {
  readonly enqueued: DeskRequest[] = [];
  readonly summaries: string[] = [];
  /** What the caller hears besides sentences, in its order. */
  readonly holds: string[] = [];
  refuses: DeskRefusal | null = null;
  #news: DeskNews | null = null;
  #there = false;
  readonly #told = new Set<(news: DeskNews) => void>();
  readonly #people = new Set<(there: boolean) => void>();
  readonly #changed: () => void;
  readonly hold: DeskPort['hold'];

  constructor(changed: () => void) {
    this.#changed = changed;
    const note = (what: string): Promise<void> => {
      this.holds.push(what);
      changed();
      return Promise.resolve();
    };
    this.hold = {
      play: () => note('music'),
      pause: () => {
        void note('silence');
      },
      tone: () => note('tone'),
      end: () => note('end'),
    };
  }

  enqueue(wish: DeskRequest): ReturnType<DeskPort['enqueue']> {
    this.enqueued.push(wish);
    this.#changed();
    if (this.refuses) return Promise.resolve({ refused: this.refuses });
    const first = { state: 'waiting', position: 2, usual_wait_s: 180, on_duty: 1 } as const;
    this.tell(first);
    return Promise.resolve({ id: wish.id, note: null, ...first });
  }

  summarised(_id: string, summary: string): void {
    this.summaries.push(summary);
    this.#changed();
  }

  watch(told: (news: DeskNews) => void): () => void {
    this.#told.add(told);
    if (this.#news) told(this.#news);
    return () => this.#told.delete(told);
  }

  watchPerson(_id: string, told: (there: boolean) => void): () => void {
    this.#people.add(told);
    told(this.#there);
    return () => this.#people.delete(told);
  }

  bothTalk(): Promise<boolean> {
    return Promise.resolve(this.#there);
  }

  /** How the newest call stands from now on. */
  tell(news: Partial<DeskNews>): void {
    const id = this.enqueued.at(-1)?.id ?? '';
    const before = { state: 'waiting', position: 1, usual_wait_s: null, on_duty: 1, note: null };
    this.#news = { ...before, ...this.#news, id, ...news } as DeskNews;
    for (const told of [...this.#told]) told(this.#news);
  }

  /** Somebody who has taken the call comes into its room, or leaves it. */
  personIs(there: boolean): void {
    this.#there = there;
    for (const told of [...this.#people]) told(there);
  }
}
