import { randomUUID } from 'node:crypto';
import { ConstantBackoff, handleAll, retry } from 'cockatiel';
import type { Recording, TapePort } from '../call/ports.ts';
import { writeWav } from '../speech/embedded/wav.ts';
import type { RecordEvent } from './event-spool.ts';

/** Times that a recording is offered to the backend, and the milliseconds between. */
const ATTEMPTS = 10;
const AGAIN_AFTER_MS = 1000;

export interface MessagePorts {
  readonly tape: TapePort;
  readonly record: RecordEvent;
  /** Stores the recording of a message. Rejects with BackendError. */
  readonly keep: (message_id: string, wav: Uint8Array) => Promise<void>;
  readonly report: (what: string, fault: unknown) => void;
}

/** Messages that callers leave: the words go into the record, the voice to the backend. */
export class Messages {
  readonly #ports: MessagePorts;
  readonly #underWay = new Set<Promise<void>>();

  constructor(ports: MessagePorts) {
    this.#ports = ports;
  }

  /** A character that can take messages is on the line. */
  expect(): void {
    this.#ports.tape.start();
  }

  take(message: { readonly text: string; readonly from?: string }): void {
    const message_id = randomUUID();
    const recording = this.#ports.tape.cut();
    const length = recording && { audio_ms: lengthOf(recording) };
    this.#ports.record({ type: 'message_taken', message_id, ...message, ...length });
    if (!recording) return;
    const keeping = this.#keep(message_id, writeWav(recording));
    this.#underWay.add(keeping);
    void keeping.finally(() => this.#underWay.delete(keeping));
  }

  /** Ends when every recording is stored, or was given up. */
  async close(): Promise<void> {
    await Promise.all(this.#underWay);
    this.#ports.tape.close();
  }

  async #keep(message_id: string, wav: Uint8Array): Promise<void> {
    const patient = retry(handleAll, {
      maxAttempts: ATTEMPTS,
      backoff: new ConstantBackoff(AGAIN_AFTER_MS),
    });
    try {
      await patient.execute(() => this.#ports.keep(message_id, wav));
    } catch (fault) {
      // The words are in the record all the same.
      this.#ports.report('The recording of a message could not be stored.', fault);
    }
  }
}

function lengthOf({ samples, sampleRate }: Recording): number {
  return Math.round((samples.length * 1000) / sampleRate);
}
