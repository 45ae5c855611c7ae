import type { SpeechNews } from '../speech/speech.ts';
import type { Call } from './call.ts';
import type { RecordEvent } from './event-spool.ts';

/** Puts into the record and the log what becomes of the providers of speech. */
export function tellProviders(
  { speech, log }: Pick<Call, 'speech' | 'log'>,
  record: RecordEvent,
): () => void {
  return speech.watch((news: SpeechNews) => {
    if (news.type === 'turn_lost') return;
    if (news.type === 'default_voice') {
      const { character, provider } = news;
      const what = 'A character has no voice of its own at a provider; the default speaks.';
      log.warn({ character, provider }, what);
      return;
    }
    const { part, from, to, reason, status } = news;
    const told = { part, from, to, reason, ...(status !== undefined && { status }) };
    record({ type: 'provider_switched', ...told });
    log.warn(told, 'A provider of speech has failed; the next one does its part.');
  });
}
