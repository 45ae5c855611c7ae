import { ReadableStream } from 'node:stream/web';
import { expect, it } from 'vitest';
import { Turns } from '../../agent/livekit/turns.ts';

/** A model whose answer a test gives. */
function aModel() {
  const nothing = () => undefined;
  const model: { dropped: boolean; give: (words: string) => void; end: () => void } = {
    ...{ dropped: false, give: nothing, end: nothing },
  };
  const answer = new ReadableStream<string>({
    start(controller) {
      model.give = (words) => {
        controller.enqueue(words);
      };
      model.end = () => {
        controller.close();
      };
    },
    cancel() {
      model.dropped = true;
    },
  });
  return { model, answer };
}

const all = async (stream: ReadableStream<unknown>) => {
  const chunks: unknown[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
};

it('a turn is passed on as it comes, and is known to have words once it has ended', async () => {
  const turns = new Turns();
  const { model, answer } = aModel();
  const passed = turns.watch(answer);
  const spoke = turns.spoke();
  model.give('We are ');
  model.give('open.');
  model.end();
  expect(await all(passed)).toEqual(['We are ', 'open.']);
  expect(await spoke).toBe(true);
});

it('a turn of tool calls alone has no words', async () => {
  const turns = new Turns();
  const calls = { id: '1', delta: { role: 'assistant' as const, toolCalls: [] } };
  const passed = turns.watch(ReadableStream.from([calls]));
  expect(await all(passed)).toEqual([calls]);
  expect(await turns.spoke()).toBe(false);
});

it('a turn that nobody waits for any more is not asked of the model any longer', async () => {
  const turns = new Turns();
  const { model, answer } = aModel();
  const passed = turns.watch(answer);
  const reader = passed.getReader();
  const first = reader.read();
  reader.releaseLock();
  await expect(first).rejects.toThrow();
  await passed.cancel();
  expect(model.dropped).toBe(true);
  expect(await turns.spoke()).toBe(false);
});

it('a turn whose model breaks off ends with its fault', async () => {
  const turns = new Turns();
  const broken = new ReadableStream<string>({
    pull: () => Promise.reject(new Error('503')),
  });
  await expect(all(turns.watch(broken))).rejects.toThrow('503');
  expect(await turns.spoke()).toBe(false);
});
