import { expect, test } from 'vitest';
import { speechSentence } from '../../stack/speech-models.ts';

const embedded = { provider: 'embedded', because: 'there is no key' } as const;
const openai = { provider: 'openai', because: 'OPENAI_API_KEY is set' } as const;

test('one provider for all is said once', () => {
  expect(speechSentence({ stt: embedded, llm: embedded, tts: embedded })).toBe(
    'hears, thinks and speaks by embedded (there is no key)',
  );
});

test('each part is named with its reason where they differ', () => {
  expect(speechSentence({ stt: embedded, llm: openai, tts: embedded })).toBe(
    'hears by embedded (there is no key), thinks by OpenAI (OPENAI_API_KEY is set), speaks by embedded (there is no key)',
  );
});
