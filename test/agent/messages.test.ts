import { describe, expect, it } from 'vitest';
import type { EventDraft } from '../../agent/event-spool.ts';
import { Messages } from '../../agent/messages.ts';
import type { Recording } from '../../call/ports.ts';
import { readWav } from '../../speech/embedded/wav.ts';

const RECORDING = { samples: Int16Array.from({ length: 1600 }, (_v, n) => n), sampleRate: 16_000 };

function stand(recording: Recording | null, keeps: () => Promise<void> = () => Promise.resolve()) {
  const events: EventDraft[] = [];
  const kept: { message_id: string; wav: Uint8Array }[] = [];
  let started = 0;
  const messages = new Messages({
    tape: { start: () => (started += 1), cut: () => recording, close: () => undefined },
    record: (event) => events.push(event),
    keep: async (message_id, wav) => {
      await keeps();
      kept.push({ message_id, wav });
    },
    report: () => undefined,
  });
  return { messages, events, kept, started: () => started };
}

describe('a message that a caller leaves', () => {
  it('is words in the record and a recording at the backend, under one id', async () => {
    const { messages, events, kept } = stand(RECORDING);
    messages.take({ text: 'Call me back.', from: 'Ann' });
    await messages.close();
    expect(events).toMatchObject([
      { type: 'message_taken', text: 'Call me back.', from: 'Ann', audio_ms: 100 },
    ]);
    expect(kept.map(({ message_id }) => message_id)).toEqual([
      (events[0] as { message_id: string }).message_id,
    ]);
    expect(readWav(kept[0]!.wav)).toEqual(RECORDING);
  });

  it('that was typed has no recording', async () => {
    const { messages, events, kept } = stand(null);
    messages.take({ text: 'Call me back.' });
    await messages.close();
    expect(kept).toEqual([]);
    expect(events[0]).not.toHaveProperty('audio_ms');
  });

  it('is offered again when the backend did not answer, before the call is over', async () => {
    let failures = 1;
    const { messages, kept } = stand(RECORDING, () =>
      failures-- > 0 ? Promise.reject(new Error('down')) : Promise.resolve(),
    );
    messages.take({ text: 'Call me back.' });
    await messages.close();
    expect(kept).toHaveLength(1);
  });
});
