import { APIConnectionError, type APIConnectOptions, APIError, stt } from '@livekit/agents';
import type { EarsInTurn } from './providers-in-turn.ts';
import { OneListener } from './one-listener.ts';
import { SilentProviderError } from './provider-fault.ts';
import { RecentAudio } from './recent-audio.ts';

const { FINAL_TRANSCRIPT, END_OF_SPEECH } = stt.SpeechEventType;

/** Somebody else who has heard what the current listener has not. */
interface Better {
  readonly listener: OneListener;
  readonly heard: stt.SpeechEvent;
}

/** A call's sound before one listener after another; none of its words is lost or comes twice. */
export class SpeechInTurn extends stt.SpeechStream {
  override label = 'in-turn.SpeechInTurn';
  readonly #ears: EarsInTurn;
  readonly #connOptions: APIConnectOptions;
  readonly #closed: () => void;
  readonly #recent = new RecentAudio();
  #listener: OneListener | null = null;
  /** Is asked for a second opinion. */
  #other: OneListener | null = null;
  #preferred: ((better: Better) => void) | null = null;
  #ended = false;
  /** Of how many in a row no words came. */
  #failures = 0;
  #forwarding: Promise<void> | null = null;

  constructor(ear: stt.STT, ears: EarsInTurn, connOptions: APIConnectOptions, closed: () => void) {
    super(ear, undefined, connOptions);
    this.#ears = ears;
    this.#connOptions = connOptions;
    this.#closed = closed;
  }

  override close(): void {
    super.close();
    this.#listener?.close();
    this.#other?.close();
    this.#closed();
  }

  /** Lets the next one hear what brought no words; one that understands it takes over. */
  doubt(): void {
    const { standing } = this.#ears;
    if (!this.#listener || this.#listener.piecewise || this.#other) return;
    const other = this.#open(standing.next);
    this.#other = other;
    void this.#secondOpinion(other).finally(() => {
      if (this.#other === other) this.#other = null;
    });
  }

  protected override async run(): Promise<void> {
    const { standing } = this.#ears;
    this.#forwarding ??= this.#forward();
    let better: Better | null = null;
    this.#failures = 0;
    while (!this.abortSignal.aborted) {
      const listener: OneListener = better?.listener ?? this.#open(standing.current);
      this.#listener = listener;
      if (better) this.#pass(better.heard, listener);
      const outcome = await this.#follow(listener);
      if (outcome === 'ended') return;
      listener.close();
      better = 'listener' in outcome ? outcome : null;
      const fault = 'listener' in outcome ? this.#deafness() : outcome;
      standing.failed(listener.index, fault);
      this.#failures += 1;
      if (this.#failures >= standing.size && !better) throw retryable(fault);
    }
  }

  /** Passes on what a listener hears, until it ends, fails, or somebody else hears better. */
  async #follow(listener: OneListener): Promise<'ended' | Error | Better> {
    const better = new Promise<Better>((resolve) => {
      this.#preferred = resolve;
    });
    const stop = Promise.race([listener.failed, better]);
    for (;;) {
      const next = await Promise.race([stop, listener.next()]);
      if (next instanceof Error) return next;
      if (next !== null && 'listener' in next) return next;
      if (this.abortSignal.aborted || this.queue.closed) return 'ended';
      if (next === null) {
        if (this.#ended) return 'ended';
        return listener.fault ?? new Error('An ear has ended by itself.');
      }
      this.#pass(next, listener);
    }
  }

  #pass(event: stt.SpeechEvent, listener: OneListener): void {
    if (this.queue.closed) return;
    if (event.type === END_OF_SPEECH && listener.piecewise) this.#recent.speechEnds();
    if (isWords(event)) {
      this.#failures = 0;
      this.#recent.understood();
      this.#other?.close();
    }
    this.queue.put(event);
  }

  async #secondOpinion(other: OneListener): Promise<void> {
    const limit = setTimeout(() => {
      other.close();
    }, this.#ears.patience_ms);
    const failed = other.failed.then(() => null);
    for (;;) {
      const heard = await Promise.race([failed, other.next()]);
      if (heard === null) {
        other.close();
        break;
      }
      if (!isWords(heard)) continue;
      this.#listener = other;
      this.#other = null;
      this.#preferred?.({ listener: other, heard });
      break;
    }
    clearTimeout(limit);
  }

  /** Whoever begins to hear begins with what nobody has understood yet. */
  #open(index: number): OneListener {
    const last = () => this.#failures >= this.#ears.standing.size - 1;
    const listener = new OneListener(index, this.#ears, this.#connOptions, last);
    for (const frame of this.#recent.frames) listener.hear(frame);
    if (this.#ended) listener.endInput();
    return listener;
  }

  async #forward(): Promise<void> {
    for await (const item of this.input) {
      const listeners = [this.#listener, this.#other];
      if (typeof item === 'symbol') for (const one of listeners) one?.flush();
      else {
        this.#recent.add(item);
        for (const one of listeners) one?.hear(item);
      }
    }
    this.#ended = true;
    this.#listener?.endInput();
    this.#other?.close();
  }

  #deafness(): SilentProviderError {
    return new SilentProviderError(this.#ears.patience_ms);
  }
}

function isWords({ type, alternatives }: stt.SpeechEvent): boolean {
  return type === FINAL_TRANSCRIPT && Boolean(alternatives?.[0]?.text.trim());
}

/** Hazard: the framework ends the session at once for a fault that is none of an API's. */
function retryable(fault: Error): APIError {
  if (fault instanceof APIError) return fault;
  return new APIConnectionError({ message: `No ear hears any more: ${fault.name}` });
}
