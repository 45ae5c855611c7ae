import { initializeLogger } from '@livekit/agents';
import { mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KeptSentences } from '../../agent/kept-sentences.ts';
import { Greetings } from '../../agent/livekit/greetings.ts';
import type { PreparedVoice } from '../../agent/livekit/prepared-voice.ts';
import { soundOf } from '../../agent/livekit/sound-frames.ts';
import { aCharacter } from '../fakes/bundle.ts';
import { ToneVoice, type VoiceFault } from '../fakes/tone-voice.ts';
import { PATIENCE_MS } from '../patience.ts';

initializeLogger({ pretty: false, level: 'silent' });

const SPEECH_LETTER_MS = 60;
const DAY_MS = 86_400_000;
const riley = aCharacter({ slug: 'riley', greeting: 'Hi, Riley here.' });

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'baton-greetings-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const sentences = () => join(dir, 'sentences');
const kept = () => readdir(sentences()).catch(() => []);
const untilKept = () => expect.poll(kept, { timeout: PATIENCE_MS }).toHaveLength(1);

interface CallSetup {
  readonly fault?: VoiceFault;
  readonly letter_ms?: number;
  readonly sounds?: () => string;
  readonly kept?: Pick<KeptSentences, 'find' | 'keep'>;
}

/** A call of its own, as a process has it: nothing but the folder is the same. */
function aCall(setup: CallSetup = {}) {
  const { fault = null, letter_ms = SPEECH_LETTER_MS, sounds = () => 'as ever' } = setup;
  const kept = setup.kept ?? new KeptSentences(dir);
  const voice = new ToneVoice(220, () => fault, undefined, letter_ms);
  const speech = { voice: () => voice, soundOf: sounds };
  const report = (what: string) => expect.fail(what);
  const greetings = new Greetings({ speech, kept, report });
  const greet = (words = riley.greeting) =>
    greetings.prepare(riley, words, new AbortController().signal);
  return { greet, asked: voice.asked };
}

async function heard({ audio }: PreparedVoice) {
  const frames = [];
  for await (const frame of audio) frames.push(frame);
  return soundOf(frames);
}

describe('a greeting that is the same for everybody', () => {
  it('is made in the first call, and in the next is there without the voice', async () => {
    const first = aCall();
    const made = await heard(await first.greet());
    expect(first.asked).toEqual([riley.greeting]);
    await untilKept();
    const next = aCall({ fault: 'error' });
    const again = await next.greet();
    expect(again.text).toBe(riley.greeting);
    expect(await heard(again)).toEqual(made);
    expect(next.asked).toEqual([]);
  });

  it('is made anew for another voice, and after a week', async () => {
    await heard(await aCall().greet());
    await untilKept();
    const other = aCall({ sounds: () => 'slower' });
    await heard(await other.greet());
    expect(other.asked).toHaveLength(1);
    await expect.poll(kept, { timeout: PATIENCE_MS }).toHaveLength(2);
    const old = new Date(Date.now() - 8 * DAY_MS);
    for (const name of await kept()) await utimes(join(sentences(), name), old, old);
    const later = aCall();
    await heard(await later.greet());
    expect(later.asked).toHaveLength(1);
  });
});

describe('what is kept', () => {
  /** What a call would keep of its greeting. */
  async function keptBy(setup: CallSetup, words?: string, heardBy = heard): Promise<string[]> {
    const all: string[] = [];
    const keep = (what: string) => {
      all.push(what);
      return Promise.resolve();
    };
    await heardBy(
      await aCall({ ...setup, kept: { find: () => Promise.resolve(null), keep } }).greet(words),
    );
    // The copy ends in the same moment as what is heard.
    await new Promise(setImmediate);
    return all;
  }

  it('is a greeting that was made to its end', async () => {
    expect(await keptBy({})).toEqual([JSON.stringify(['as ever', riley.greeting])]);
  });

  it('is none that names the caller', async () => {
    expect(await keptBy({}, 'Hi Ada, Riley here.')).toEqual([]);
  });

  it('is none that breaks off', async () => {
    expect(await keptBy({ letter_ms: 5 })).toEqual([]);
  });

  it('is none that another voice took over meanwhile', async () => {
    let asked = 0;
    expect(await keptBy({ sounds: () => `voice ${(asked += 1)}` })).toEqual([]);
  });

  it('is none that was let go', async () => {
    const letGo = (opening: PreparedVoice) => {
      opening.discard();
      return heard(opening);
    };
    expect(await keptBy({}, undefined, letGo)).toEqual([]);
  });

  it('is at most a hundred: the oldest goes', async () => {
    const sound = { rate: 24_000, samples: new Int16Array(10) };
    const all = new KeptSentences(dir);
    await all.keep('the first', sound);
    const [first = ''] = await kept();
    const old = new Date(Date.now() - DAY_MS);
    await utimes(join(sentences(), first), old, old);
    for (let n = 0; n < 100; n += 1) await all.keep(`sentence ${n}`, sound);
    expect(await kept()).toHaveLength(100);
    expect(await all.find('the first')).toBeNull();
    expect(await all.find('sentence 0')).toEqual(sound);
  });
});
