import type { Logger } from '../../config/log.ts';
import { characterAt } from '../store/character-versions.ts';
import { settleMessage, takeMessages, type MessageRow, type Settlement } from '../store/inbox.ts';
import { findRecording } from '../store/messages.ts';
import { findSession } from '../store/sessions.ts';
import type { Db, Store } from '../store/store.ts';
import { DELAYS_MS } from '../webhooks/courier.ts';
import { deliver } from '../webhooks/deliver.ts';
import { hookOf, idOf, letterOf, type Told } from './letter.ts';
import type { Posted } from './mailer.ts';
import { wayTo, type MessageWays, type Way } from './message-ways.ts';
import { oneAtATime } from './one-at-a-time.ts';

/** Messages under way at once. */
const AT_ONCE = 4;
/** Longer than one attempt may take; a mail that is too large takes two. */
const LEASE_MS = 150_000;
/** How soon one that has come due is found, and what another backend left that died. */
const LOOK_MS = 5000;
/** How long what is under way may still take when the backend stops. */
const STOP_MS = 3000;
/** RFC 5321: the mail is larger than is taken. */
const TOO_LARGE = 'SMTP 552';

export interface MessageDeps {
  store: Store;
  log: Logger;
  ways: MessageWays;
  now: () => Date;
  /** Waiting times between the attempts; after the last one a message is given up. */
  delays_ms?: readonly number[] | undefined;
}

/** Delivers what callers have left. Several backends on one store share the work. */
export interface Messages {
  ways: MessageWays;
  /** Something new may be due. Not to be called inside a transaction. */
  wake(): void;
  /** Does what is due now; never rejects. */
  look(): Promise<void>;
  /** What is under way is brought to its end or, after a while, cut off. Safe twice. */
  close(): Promise<void>;
}

export function startMessages(deps: MessageDeps): Messages {
  const job = new MessageJob(deps);
  // What came due while no backend was there.
  void job.look();
  const looking = setInterval(() => void job.look(), LOOK_MS);
  return {
    ways: deps.ways,
    wake: () => void job.look(),
    look: () => job.look(),
    close: () => {
      clearInterval(looking);
      return job.close();
    },
  };
}

class MessageJob {
  readonly #deps: MessageDeps;
  readonly #stopping = new AbortController();
  readonly #looking = oneAtATime(() => this.#pass());
  #closed = false;

  constructor(deps: MessageDeps) {
    this.#deps = deps;
  }

  look(): Promise<void> {
    return this.#looking.again();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const cut = setTimeout(() => {
      this.#stopping.abort();
    }, STOP_MS);
    await this.#looking.idle();
    clearTimeout(cut);
  }

  async #pass(): Promise<void> {
    try {
      while (!this.#closed && (await this.#carryDue()));
    } catch (fault) {
      this.#deps.log.error({ fault }, 'The inbox does not answer.');
    }
  }

  /** False: none is due. */
  async #carryDue(): Promise<boolean> {
    const { store, now } = this.#deps;
    const at = now();
    const until = new Date(at.getTime() + LEASE_MS);
    const taken = await store.run((db) => takeMessages(db, AT_ONCE, at, until));
    await Promise.all(taken.map((message) => this.#carry(message)));
    return taken.length > 0;
  }

  /**
   * Hazard: a backend that dies after the mail server's yes and before this is stored sends again when
   * its time is over. That is what the stable Message-ID is for.
   */
  async #carry(message: MessageRow): Promise<void> {
    const { store, ways, log } = this.#deps;
    try {
      const way = wayTo(message.addressee ?? '', ways);
      const set = 'missing' in way ? this.#kept(message, way) : await this.#tried(message, way);
      if (await store.run((db) => settleMessage(db, message, set))) return;
      log.warn(about(message), 'An attempt took so long that the message is another one’s by now.');
    } catch (fault) {
      const more = { ...about(message), fault };
      log.error(more, 'What became of a message was not stored; it is sent again.');
    }
  }

  /** The way was there when it was left, or in another backend. */
  #kept(message: MessageRow, { missing }: { missing: string }): Settlement {
    this.#deps.log.error(
      { ...about(message), because: missing },
      'A message cannot be delivered; it is in the inbox.',
    );
    return { state: 'inbox', attempts: message.attempts - 1, last_fault: missing };
  }

  async #tried(message: MessageRow, way: Exclude<Way, { missing: string }>): Promise<Settlement> {
    const { store, log, now, delays_ms = DELAYS_MS } = this.#deps;
    const told = await store.run((db) => tell(db, message));
    const posted = await this.#post(told, message.addressee ?? '', way);
    if (posted.is === 'delivered') {
      log.info(about(message), 'A message was delivered.');
      return { state: 'delivered', delivered_at: now(), last_fault: null };
    }
    if (this.#stopping.signal.aborted) return { attempts: message.attempts - 1, due_at: now() };
    const { code, said } = posted;
    const more = { ...about(message), because: code };
    const last_fault = said ?? code;
    const delay_ms = delays_ms[message.attempts - 1];
    if (posted.is === 'refused' || delay_ms === undefined) {
      log.error(more, 'A message is given up; it is in the inbox.');
      return { state: 'given_up', last_fault };
    }
    log.warn(more, 'A message was not delivered; it is tried again.');
    return { due_at: new Date(now().getTime() + delay_ms), last_fault };
  }

  async #post(told: Told, to: string, way: Exclude<Way, { missing: string }>): Promise<Posted> {
    const { now } = this.#deps;
    const { signal } = this.#stopping;
    if (way.by === 'hook') {
      const post = { id: idOf(told.message), body: JSON.stringify(hookOf(told, to)) };
      const answer = await deliver(way.hook, post, now(), signal);
      if (answer.is === 'gone') return { is: 'refused', code: 'HTTP 410' };
      return answer.is === 'failed' ? { is: 'failed', code: answer.because } : answer;
    }
    const posted = await way.mailer.send(letterOf(told, to, now()), signal);
    const tooLarge =
      posted.is !== 'delivered' && (posted.code === TOO_LARGE || posted.code === 'EMESSAGE');
    // Better the words alone than nothing.
    if (!tooLarge || !told.wav) return posted;
    return way.mailer.send(letterOf({ ...told, wav: undefined }, to, now()), signal);
  }
}

/** What its reader wants to know; the character as it was in the call. */
async function tell(db: Db, message: MessageRow): Promise<Told> {
  const { session_id, message_id, meant_for } = message;
  const session = await findSession(db, session_id);
  const wav = await findRecording(db, session_id, message_id);
  const found = session && (await characterAt(db, meant_for, session.pin));
  return { message, caller_id: session?.caller_id ?? null, character: found?.character, wav };
}

const about = ({ message_id, attempts }: MessageRow) => ({ message_id, attempts });
