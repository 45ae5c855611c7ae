import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSynthesiser, FLITE_RATE } from '../../speech/embedded/engine.ts';
import { readWav, writeWav } from '../../speech/embedded/wav.ts';
import { atThreeTimesTheRate, withSilence, type Sound } from './pcm.ts';

export interface CallerSentence extends Sound {
  /** The WAV, 48 kHz mono 16 bit, for Chromium's own fake microphone. */
  readonly path: string;
  readonly duration_ms: number;
}

export interface CallerVoice {
  /** A voice that no character uses by default, so that a test can tell them apart. */
  readonly voice?: string;
  readonly before_ms?: number;
  readonly after_ms?: number;
}

/** A sentence as the caller says it; made once, then taken from the temporary directory. */
export async function callerSays(text: string, how: CallerVoice = {}): Promise<CallerSentence> {
  const { voice = 'rms', before_ms = 0, after_ms = 300 } = how;
  const path = placeOf(JSON.stringify([text, voice, before_ms, after_ms]));
  if (!existsSync(path)) {
    const spoken = atThreeTimesTheRate({ pcm: await synthesise(text, voice), rate: FLITE_RATE });
    const { pcm, rate } = withSilence(spoken, before_ms, after_ms);
    writeWhole(path, writeWav({ samples: pcm, sampleRate: rate }));
  }
  const { samples: pcm, sampleRate: rate } = readWav(readFileSync(path));
  return { path, pcm, rate, duration_ms: (pcm.length / rate) * 1000 };
}

async function synthesise(text: string, voice: string): Promise<Int16Array> {
  const synthesiser = createSynthesiser();
  try {
    return await synthesiser.synthesise({ text, voice });
  } finally {
    await synthesiser.close();
  }
}

function placeOf(what: string): string {
  const folder = join(tmpdir(), 'baton-caller-voice');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${createHash('sha256').update(what).digest('hex').slice(0, 24)}.wav`);
}

function writeWhole(path: string, content: Buffer): void {
  const part = `${path}.${randomUUID()}`;
  writeFileSync(part, content);
  renameSync(part, path);
}
