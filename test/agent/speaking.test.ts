import { expect, it } from 'vitest';
import { tellSpeaking } from '../../agent/speaking.ts';

it('who speaks is told one request at a time, the newest state last, through failures', async () => {
  const told: string[] = [];
  const answers: (() => void)[] = [];
  const backend = {
    putSpeaking: (_: string, who: readonly string[]) => {
      told.push(who.join('+'));
      return new Promise<void>((resolve, reject) => {
        answers.push(() => {
          if (told.length === 1) reject(new Error('away'));
          else resolve();
        });
      });
    },
  };
  const over = new AbortController();
  const speaks = tellSpeaking({ backend, session_id: 'a-call', over: over.signal });
  const answered = async () => {
    answers.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  speaks('caller', true);
  speaks('agent', true);
  speaks('caller', false);
  expect(told).toEqual(['caller']);
  await answered();
  expect(told).toEqual(['caller', 'agent']);
  await answered();
  speaks('agent', true);
  expect(told).toHaveLength(2);
  over.abort();
  speaks('agent', false);
  expect(told).toHaveLength(2);
});
