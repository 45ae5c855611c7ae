import type { BundleAnswer, BundlesPort, RoomPort, StagePort } from '../call/ports.ts';
import { sentencesIn } from '../call/sentences.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import type { HandoffAttempt } from './handoff-attempt.ts';
import type { HandoffOrder, HandoffScript } from './handoff-script.ts';

/** Milliseconds of silence after which a waiting sentence is said (T2). */
const SILENCE_MS = 3000;
/** Milliseconds after the commit in which the new voice must be heard. */
const FIRST_AUDIO_LIMIT_MS = 3000;

export interface HandoffPorts {
  readonly stage: StagePort;
  readonly room: RoomPort;
  readonly bundles: BundlesPort;
  /** Milliseconds of a clock that never runs backwards. */
  readonly clock: () => number;
  readonly report: (what: string, fault: unknown) => void;
}

/** What the steps ask of the conversation. */
export interface HandoffCast {
  /** The character that speaks now. */
  readonly source: () => SessionBundle;
  /** The caller's sentence that led here. */
  readonly trigger: () => string;
  /** The target comes on the line now. */
  readonly swapping: (order: HandoffOrder, to: SessionBundle) => void;
}

/** The steps of a handoff, each told to the attempt when it is done. Rejections are faults. */
export class HandoffSteps {
  readonly #ports: HandoffPorts;
  readonly #script: HandoffScript;
  readonly #cast: HandoffCast;

  constructor(ports: HandoffPorts, script: HandoffScript, cast: HandoffCast) {
    this.#ports = ports;
    this.#script = script;
    this.#cast = cast;
  }

  async load(attempt: HandoffAttempt): Promise<void> {
    const { slug, message } = attempt.order.target;
    const answer = await this.#ports.bundles.load(slug, attempt.signal);
    if (!accept(attempt, answer)) return;
    attempt.tell({ type: 'bundle_loaded' });
    if (!('bundle' in answer) || !answer.warm || !message) return;
    // A silent handoff uses the warm bundle as it is; an announcement leaves time to ask again.
    const again = await this.#ports.bundles.revalidate(slug, attempt.signal);
    if (again && accept(attempt, again)) attempt.tell({ type: 'bundle_revised' });
  }

  tellRoom(attempt: HandoffAttempt): Promise<void> {
    return this.#ports.room.connecting(attempt.to.character.name).catch((fault: unknown) => {
      this.#ports.report('The room could not be told of a handoff.', fault);
    });
  }

  async announce(attempt: HandoffAttempt): Promise<void> {
    const { order, to, signal } = attempt;
    const text = await this.#script.announcement(order, to, signal);
    if (signal.aborted) return;
    if (text) await this.#say(attempt, text);
    else await this.#ports.stage.sentenceEnds();
    await this.#speechEnded(attempt);
  }

  async prepare(attempt: HandoffAttempt): Promise<void> {
    const { order, to } = attempt;
    const preparing = attempt.prepareAnew();
    const signal = AbortSignal.any([attempt.signal, preparing.signal]);
    try {
      const text = await this.#script.opening(order, to, signal);
      attempt.keep(await this.#ports.stage.prepare(to, text, signal));
      // Or the exchange would wait for it, in silence.
      await this.#script.summarised(order);
      if (signal.aborted) return;
    } catch (fault) {
      if (preparing.signal.aborted) return;
      throw fault;
    }
    attempt.tell({ type: 'greeting_ready' });
  }

  watchSilence(attempt: HandoffAttempt): void {
    attempt.wind('silence', SILENCE_MS, () => {
      attempt.tell({ type: 'silence' });
    });
  }

  async sayWaiting(attempt: HandoffAttempt): Promise<void> {
    const { waiting } = sentencesIn(this.#cast.source().character.language);
    const text = waiting[attempt.waited++ % waiting.length];
    if (text) await this.#say(attempt, text);
    await this.#speechEnded(attempt);
  }

  async swap(attempt: HandoffAttempt): Promise<void> {
    const { order, to, signal } = attempt;
    attempt.unwind('timeout');
    const instructions = await this.#script.instructions(order, to);
    if (signal.aborted) return;
    const trigger = this.#cast.trigger();
    this.#cast.swapping(order, to);
    await this.#ports.stage.enter({ bundle: to, instructions, trigger, opening: attempt.opening });
    attempt.tell({ type: 'swapped' });
  }

  async listen(attempt: HandoffAttempt): Promise<void> {
    if (await this.#ports.stage.firstAudio(FIRST_AUDIO_LIMIT_MS, attempt.signal)) {
      attempt.tell({ type: 'first_audio' });
      return;
    }
    const detail = `nothing was heard within ${FIRST_AUDIO_LIMIT_MS} ms`;
    attempt.tell({ type: 'failed', fault: 'no_first_audio', detail });
  }

  /** The source goes on: back on the line where it had left, and it says what happened. */
  async comeBack(attempt: HandoffAttempt, put_back: boolean): Promise<void> {
    const { stage, room, report } = this.#ports;
    const source = this.#cast.source();
    const { failed, failed_nameless } = sentencesIn(source.character.language);
    try {
      if (put_back) await stage.putBack();
      if (attempt.named) await room.talking(source, true);
      await stage.say(attempt.named ? failed(attempt.to.character.name) : failed_nameless);
    } catch (fault) {
      report('The character could not come back after a handoff that failed.', fault);
    }
  }

  /** Of us and of a caller who talks into it: the end of their turn would cut an opening. */
  async #speechEnded(attempt: HandoffAttempt): Promise<void> {
    await this.#ports.stage.callerFinishes();
    attempt.tell({ type: 'speech_ended' });
  }

  /** A sentence of the source that could not be said is no reason to lose the handoff. */
  async #say(attempt: HandoffAttempt, text: string): Promise<void> {
    attempt.unwind('silence');
    try {
      await this.#ports.stage.say(text);
    } catch (fault) {
      this.#ports.report('A sentence of a handoff could not be said.', fault);
    }
  }
}

function accept(attempt: HandoffAttempt, answer: BundleAnswer): boolean {
  if ('bundle' in answer) {
    attempt.to = answer.bundle;
    return true;
  }
  attempt.tell({ type: 'failed', fault: answer.refused, detail: answer.detail });
  return false;
}
