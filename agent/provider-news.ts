import type { SpeechNews } from '../speech/speech.ts';
import type { Call } from './call.ts';
import type { RecordEvent } from './event-spool.ts';

export interface ProviderListener {
  readonly record: RecordEvent;
  /** Nobody could make anything of what the caller said. */
  readonly lost: () => void;
}

/** Puts into the record and the log what becomes of the providers of speech. */
export function tellProviders(
  { speech, log }: Pick<Call, 'speech' | 'log'>,
  { record, lost }: ProviderListener,
): () => void {
  return speech.watch((news: SpeechNews) => {
    switch (news.type) {
      case 'turn_lost':
        lost();
        return;
      case 'default_voice': {
        const { character, provider } = news;
        const what = 'A character has no voice of its own at a provider; the default speaks.';
        log.warn({ character, provider }, what);
        return;
      }
      case 'switched': {
        const { part, from, to, reason, status } = news;
        const told = { part, from, to, reason, ...(status !== undefined && { status }) };
        record({ type: 'provider_switched', ...told });
        log.warn(told, 'A provider of speech has failed; the next one does its part.');
      }
    }
  });
}
