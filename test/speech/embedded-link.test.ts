import { initializeLogger } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { describe, expect, it } from 'vitest';
import { EmbeddedSpeechError } from '../../speech/embedded/embedded-speech-error.ts';
import { EmbeddedEar } from '../../speech/embedded/ear.ts';
import { embeddedLink, linkToProcess, type EmbeddedLink } from '../../speech/embedded/link.ts';
import {
  asAnswer,
  EmbeddedRequest,
  fromBase64,
  RUNNER_METHOD,
  toBase64,
} from '../../speech/embedded/request.ts';
import { EmbeddedVoice } from '../../speech/embedded/voice.ts';

initializeLogger({ pretty: false, level: 'silent' });

const PCM = Int16Array.from([0, 1, -1, 32_767, -32_768]);

describe('the way to the shared models', () => {
  it('carries audio and text through JSON unchanged', async () => {
    const asked: unknown[] = [];
    const link = linkToProcess({
      doInference: (_method, data) => {
        const request = EmbeddedRequest.parse(JSON.parse(JSON.stringify(data)));
        asked.push(request);
        return Promise.resolve(
          request.do === 'recognise' ? { text: 'hello' } : { pcm: toBase64(PCM) },
        );
      },
    });
    expect(await link.recognise({ samples: PCM, sampleRate: 16_000 })).toBe('hello');
    expect(await link.synthesise({ text: 'Hi', voice: 'slt' })).toEqual(PCM);
    expect(fromBase64((asked[0] as { pcm: string }).pcm)).toEqual(PCM);
  });

  it('is the one of a job, whatever else this process could do itself', async () => {
    const asked: string[] = [];
    const executor = {
      doInference: (method: string) => {
        asked.push(method);
        return Promise.resolve({ text: 'shared' });
      },
    };
    const link = embeddedLink({ BATON_DATA_DIR: '/nowhere' }, executor);
    expect(await link.recognise({ samples: PCM, sampleRate: 16_000 })).toBe('shared');
    expect(asked).toEqual([RUNNER_METHOD]);
  });

  it('gives up on a process that never answers, and takes it for dead', async () => {
    const link = linkToProcess({ doInference: () => new Promise(() => undefined) }, 20);
    await expect(link.synthesise({ text: 'Hi', voice: 'slt' })).rejects.toMatchObject({
      fault: 'timeout',
      fatal: true,
    });
  });

  it('tells a closed channel as gone and an error of the engine as what it was', async () => {
    const closed = linkToProcess({ doInference: () => Promise.reject(new Error('closed')) });
    await expect(closed.synthesise({ text: 'Hi', voice: 'slt' })).rejects.toMatchObject({
      fault: 'gone',
      fatal: true,
    });
    const facts = { operation: 'Hearing', fault: 'failed', detail: 'no.' } as const;
    const answer = asAnswer(new EmbeddedSpeechError(facts));
    const failing = linkToProcess({ doInference: () => Promise.resolve(answer) });
    await expect(failing.synthesise({ text: 'Hi', voice: 'slt' })).rejects.toMatchObject({
      ...facts,
      fatal: false,
    });
  });

  it('lets go at once when the caller of it aborts', async () => {
    const link = linkToProcess({ doInference: () => new Promise(() => undefined) });
    const abort = new AbortController();
    const speaking = link.synthesise({ text: 'Hi', voice: 'slt' }, abort.signal);
    abort.abort(new Error('enough'));
    await expect(speaking).rejects.toThrow('enough');
  });
});

describe('the embedded ear', () => {
  it('reports a dead process to the session as an error that does not heal', async () => {
    const dead = new EmbeddedSpeechError({ operation: 'Hearing', fault: 'gone', detail: 'gone.' });
    const ear = new EmbeddedEar(linkThat(() => Promise.reject(dead)));
    const errors: { recoverable: boolean }[] = [];
    ear.on('error', (error) => errors.push(error));
    await expect(ear.recognize(new AudioFrame(PCM, 16_000, 1, PCM.length))).rejects.toBe(dead);
    expect(errors).toMatchObject([{ recoverable: false, error: dead }]);
  });
});

describe('the embedded voice', () => {
  it('asks for one sentence at a time and gives 24 kHz frames', async () => {
    const asked: string[] = [];
    const voice = new EmbeddedVoice(
      linkThat(({ text }) => {
        asked.push(text);
        return Promise.resolve(new Int16Array(16_000));
      }),
      { voice: 'slt' },
    );
    const frame = await voice
      .synthesize('This is the first sentence. And here comes another one.')
      .collect();
    expect(asked).toEqual(['This is the first sentence.', 'And here comes another one.']);
    expect(frame.sampleRate).toBe(24_000);
    expect(frame.samplesPerChannel / 24_000).toBeCloseTo(2, 1);
  });

  it('ends without audio and without a stray failure when the engine fails', async () => {
    const fault = new EmbeddedSpeechError({
      operation: 'Speaking',
      fault: 'failed',
      detail: 'no.',
    });
    const voice = new EmbeddedVoice(
      linkThat(() => Promise.reject(fault)),
      { voice: 'slt' },
    );
    const errors: unknown[] = [];
    voice.on('error', ({ error }) => errors.push(error));
    const frames = [];
    for await (const audio of voice.synthesize('Hello there.')) frames.push(audio);
    expect(frames).toEqual([]);
    expect(errors).toEqual([fault]);
  });

  it('stops between two sentences when it is aborted', async () => {
    const abort = new AbortController();
    let asked = 0;
    const voice = new EmbeddedVoice(
      linkThat(() => {
        asked += 1;
        abort.abort();
        return Promise.resolve(new Int16Array(16_000));
      }),
      { voice: 'slt' },
    );
    const stream = voice.synthesize(
      'A first sentence here. A second one there.',
      undefined,
      abort.signal,
    );
    const frames = [];
    for await (const audio of stream) frames.push(audio);
    expect([asked, frames]).toEqual([1, []]);
  });
});

function linkThat(speak: EmbeddedLink['synthesise']): EmbeddedLink {
  return {
    synthesise: speak,
    recognise: async () => {
      await speak({ text: '', voice: '' });
      return '';
    },
  };
}
