import { within } from '../config/within.ts';
import { callerSays } from '../test/live/caller-voice.ts';
import { say } from '../test/live/phone-talk.ts';
import type { Caller } from './callers/caller.ts';
import type { House } from './house.ts';
import type { Deed } from './result.ts';
import type { Script } from './script.ts';
import type { UntilAsked } from './switchboard.ts';

/** Milliseconds of silence after which a character has said what it had to say. */
const SAID_MS = 1200;
/** Longer than a character pauses between two sentences. */
const QUIET_MS = 2500;
const ANSWER_LIMIT_MS = 60_000;
const HEARD_LIMIT_MS = 45_000;

/** One call while it is made: who calls, what the providers do, and what was done so far. */
export class Play {
  readonly house: House;
  readonly caller: Caller;
  readonly script: Script;
  readonly deeds: Deed[] = [];
  readonly #asked: () => UntilAsked;

  constructor(house: House, caller: Caller, script: Script, asked: () => UntilAsked) {
    [this.house, this.caller, this.script, this.#asked] = [house, caller, script, asked];
  }

  /** What the telephone line is asked for in this call. */
  get line(): UntilAsked {
    return this.#asked();
  }

  /** Waits until the first sentence was heard to its end. */
  async greeted(): Promise<void> {
    await within(this.caller.active, ANSWER_LIMIT_MS, 'The answer to the call');
    await this.hears(0);
  }

  /** Waits for the next sentence after a position; resolves with the position of its end. */
  async hears(after_ms: number, silence_ms = SAID_MS): Promise<number> {
    const from = await this.begins(after_ms);
    return this.caller.untilSilence(silence_ms, { after_ms: from, limit_ms: HEARD_LIMIT_MS });
  }

  begins(after_ms: number): Promise<number> {
    return this.caller.untilSound({ after_ms, limit_ms: HEARD_LIMIT_MS });
  }

  /** Speaks; resolves with the position at which the last word was said. */
  async asks(words: string, understood = words): Promise<number> {
    const { caller, script } = this;
    script.understood = understood;
    // Made before it is said: the voice takes a moment the first time.
    await callerSays(words);
    const at_ms = caller.position_ms();
    await say(caller, words);
    const until_ms = caller.position_ms();
    this.deeds.push({ at_ms, until_ms, what: words });
    return until_ms;
  }

  did(what: string): void {
    this.deeds.push({ at_ms: this.caller.position_ms(), what });
  }

  async hangsUp(): Promise<void> {
    this.did('hangs up');
    await this.caller.hangUp();
  }

  /** Waits until so much has been heard. */
  async reaches(position_ms: number): Promise<void> {
    await within(this.caller.untilPosition(position_ms), HEARD_LIMIT_MS, 'To listen on');
  }

  /** Waits until the characters have said what they have to say. */
  async untilQuiet(): Promise<void> {
    await this.caller.untilSilence(QUIET_MS, {
      after_ms: await this.lastSound(),
      limit_ms: HEARD_LIMIT_MS,
    });
  }

  /** Waits until whoever the call was handed to has said the first words. */
  async untilOpened(): Promise<void> {
    await this.untilEvent('handoff_committed');
    await this.begins(this.caller.position_ms());
    await this.untilQuiet();
  }

  /** Waits until the other side has ended the call. */
  async isLeft(): Promise<void> {
    await within(this.caller.left, HEARD_LIMIT_MS, 'The end of the call');
  }

  /** Resolves once the stored events hold one of this type. */
  async untilEvent(type: string): Promise<void> {
    await this.caller.record(({ events }) => events.some((event) => event.type === type));
  }

  private async lastSound(): Promise<number> {
    const now = this.caller.position_ms();
    // What was just said is sound; where nothing was, the next sentence is waited for.
    return this.begins(Math.max(0, now - QUIET_MS));
  }

  async untilEnded(): Promise<void> {
    await this.caller.record(({ ended_at }) => ended_at !== null);
  }
}
