import { expect } from 'vitest';
import type { CallRecord } from '../../protocol/call-record.ts';
import { readWav } from '../../speech/embedded/wav.ts';
import { transcribe, wordsOf } from './listen.ts';
import type { TestStack } from './stack.ts';

/** The words in the stored recording of a call's message. */
export async function messageOf(
  stack: Pick<TestStack, 'url' | 'operatorToken'>,
  { session_id, events }: CallRecord,
): Promise<string> {
  const taken = events.find((event) => event.type === 'message_taken');
  const path = `/api/calls/${session_id}/messages/${taken!.message_id}/audio`;
  const headers = { Authorization: `Bearer ${stack.operatorToken}` };
  let wav = new Uint8Array();
  await expect
    .poll(
      async () => {
        const answer = await fetch(stack.url + path, { headers });
        wav = new Uint8Array(await answer.arrayBuffer());
        return answer.status;
      },
      { timeout: 30_000 },
    )
    .toBe(200);
  const { samples, sampleRate } = readWav(wav);
  return wordsOf(await transcribe(samples, sampleRate));
}
