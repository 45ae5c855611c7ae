import { within } from '../config/within.ts';
import { type Sentences, sentencesIn } from '../call/sentences.ts';
import type { StagePort } from '../call/ports.ts';
import type { Call } from './call.ts';
import type { Conversation } from './conversation.ts';

/** Milliseconds for one sentence, the caller's own speech before it included. */
const SENTENCE_LIMIT_MS = 20_000;

/** The house's own sentences, in the language of whoever is on the line. */
export class OwnWords {
  readonly #report: Call['report'];
  readonly #stage: StagePort;
  readonly #conversation: Conversation;
  readonly #said = new Set<string>();

  constructor({ report }: Pick<Call, 'report'>, stage: StagePort, conversation: Conversation) {
    this.#report = report;
    this.#stage = stage;
    this.#conversation = conversation;
  }

  /** Never rejects. */
  readonly say = async (choose: (sentences: Sentences) => string): Promise<void> => {
    const text = choose(sentencesIn(this.#conversation.bundle.character.language));
    this.#said.add(text);
    try {
      await within(this.#stage.say(text), SENTENCE_LIMIT_MS, 'A sentence of the house');
    } catch (fault) {
      this.#report('A sentence of the house could not be said.', fault);
    }
  };

  /** Whether it is one that was said here, and no answer of the character. */
  has(text: string): boolean {
    return this.#said.has(text);
  }
}
