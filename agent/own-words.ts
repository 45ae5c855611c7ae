import { type Sentences, sentencesIn } from '../call/sentences.ts';
import type { StagePort } from '../call/ports.ts';
import type { Call } from './call.ts';
import type { Conversation } from './conversation.ts';
import { within } from './within.ts';

/** Milliseconds for one sentence, the caller's own speech before it included. */
const SENTENCE_LIMIT_MS = 20_000;

/** Says one of the house's sentences, in the language of whoever is on the line. Never rejects. */
export type SayOwnWords = (choose: (sentences: Sentences) => string) => Promise<void>;

export function ownWords(
  { report }: Pick<Call, 'report'>,
  stage: StagePort,
  conversation: Conversation,
): SayOwnWords {
  return async (choose) => {
    const text = choose(sentencesIn(conversation.bundle.character.language));
    try {
      await within(stage.say(text), SENTENCE_LIMIT_MS, 'A sentence of the house');
    } catch (fault) {
      report('A sentence of the house could not be said.', fault);
    }
  };
}
