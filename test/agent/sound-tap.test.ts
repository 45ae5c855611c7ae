import { initializeLogger, voice } from '@livekit/agents';
import { AudioFrame } from '@livekit/rtc-node';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { EventDraft } from '../../agent/event-spool.ts';
import { tapVoice } from '../../agent/livekit/sound-tap.ts';
import { SoundLog } from '../../agent/sound-log.ts';
import type { Sound } from '../../protocol/sound.ts';

initializeLogger({ pretty: false, level: 'silent' });

const RATE = 24_000;
const frame = (ms: number) => {
  const samples = (RATE * ms) / 1000;
  return new AudioFrame(new Int16Array(samples).fill(16_384), RATE, 1, samples);
};

/** Where a session plays to. */
class Played extends voice.AudioOutput {
  played_ms = 0;
  cleared = 0;
  paused = 0;

  override async captureFrame(sound: AudioFrame): Promise<void> {
    await super.captureFrame(sound);
    this.played_ms += (sound.samplesPerChannel / sound.sampleRate) * 1000;
  }

  override clearBuffer(): void {
    this.cleared += 1;
  }

  override pause(): void {
    this.paused += 1;
  }
}

let now = 0;
let told: Sound[];
let log: SoundLog;
let session: voice.AgentSession;
beforeEach(() => {
  now = 0;
  told = [];
  const record = (event: EventDraft) => void told.push(event as EventDraft & Sound);
  log = new SoundLog({ record, clock: () => now });
  session = new voice.AgentSession({});
  tapVoice(session, log);
});
afterEach(() => {
  log.end();
});

const played = () => {
  const line = new Played(RATE, undefined, { pause: true });
  session.output.audio = line;
  return line;
};
const speechBegins = () =>
  session.emit(voice.AgentSessionEventTypes.SpeechCreated, {} as voice.SpeechCreatedEvent);
const loud = () => {
  log.end();
  return told.flatMap(({ agent }) => agent).map((level) => level > -10);
};

it('what is played is measured once, and played as before', async () => {
  const line = played();
  speechBegins();
  speechBegins();
  await line.captureFrame(frame(200));
  now = 400;
  expect(line.played_ms).toBe(200);
  expect(loud()).toEqual([true, true, false, false]);
  expect(told[0]?.agent[0]).toBe(-6);
});

it.each(['clearBuffer', 'pause'] as const)(
  'what a %s keeps from the caller is not',
  async (how) => {
    const line = played();
    speechBegins();
    await line.captureFrame(frame(1000));
    now = 300;
    line[how]();
    now = 1000;
    expect([line.cleared, line.paused]).toEqual(how === 'pause' ? [0, 1] : [1, 0]);
    expect(loud().slice(4)).toEqual([false, false, false, false, false, false]);
  },
);

it('what is played through another output later is measured too', async () => {
  played();
  speechBegins();
  const line = played();
  speechBegins();
  await line.captureFrame(frame(100));
  now = 200;
  expect(loud()).toEqual([true, false]);
});
