import { availableParallelism } from 'node:os';
import { RoomServiceClient } from 'livekit-server-sdk';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { memory } from '../../bench/process-cost.ts';
import { CALLER } from '../../bench/providers/lines.ts';
import { silencesBetween, soundingSpans } from '../live/audible.ts';
import { untilRecord } from '../live/call-records.ts';
import { callerSays } from '../live/caller-voice.ts';
import { slopeOf, type Sample } from './growth.ts';
import { openLoadHouse, type LoadHouse } from './load-house.ts';
import { slice, type Sound } from '../live/pcm.ts';
import { medianPitch } from '../fakes/pitch.ts';
import { untilOver } from '../live/phone-talk.ts';
import { showLogsOfFailed } from '../live/show-logs.ts';
import type { StreamPeer } from '../live/stream-peer.ts';

/** `BATON_LOAD_MINUTES=60 npm run load` in the night; else two minutes. */
const MINUTES = Number(process.env['BATON_LOAD_MINUTES'] ?? 2);
/** Callers at once; as many of them are let in as this machine carries. */
const CALLERS = Number(process.env['BATON_LOAD_CALLERS'] ?? 25);
/** The callers, the providers and the LiveKit server are on the same cores. */
const CALLS_PER_CORE = 2;
const MOST = Math.min(
  CALLERS,
  Number(process.env['BATON_LOAD_MOST'] ?? CALLS_PER_CORE * availableParallelism()),
);
const MINUTE_MS = 60_000;
const WAIT_MS = 90_000;
/** Silence after which a character has said what it had to say. */
const SAID_MS = 1500;
/** Longer than any announced handoff is silent. */
const HANDED_OVER_MS = 4000;
/** Milliseconds by which a silence inside speech may be longer than without a load. */
const DROP_OUT_MS = 60;
/** Of the silence at a handoff, what a caller on a stream takes for a breath. */
const SWAP_MS = 1000;
/** Milliseconds of speech that tell a voice, and hertz by which two voices differ. */
const EAR_MS = 700;
const OTHER_VOICE_HZ = 15;
/** Megabytes a minute and call: what is collected later looks like growth for two minutes. */
const GROWTH_MB = MINUTES < 10 ? 16 : 0.5;
const LIMIT_MS = (MINUTES + 15) * MINUTE_MS;

let house: LoadHouse;
let longest_ms = 0;
const callers: StreamPeer[] = [];
beforeAll(async () => {
  house = await openLoadHouse(MOST);
});
afterEach((context) => {
  showLogsOfFailed(context, house.stack);
});
afterAll(() => house.stop());

const begins = (caller: StreamPeer, after_ms: number) =>
  caller.untilSound({ after_ms, limit_ms: WAIT_MS });
const ends = (caller: StreamPeer, after_ms: number, silence_ms = SAID_MS) =>
  caller.untilSilence(silence_ms, { after_ms, limit_ms: WAIT_MS });

/** Everybody says it; resolves with where each has heard the answer. */
async function ask(who: readonly StreamPeer[], words: string, silence_ms = SAID_MS) {
  house.ear.says(words);
  const sentence = await callerSays(words, { voice: 'awb', after_ms: 0 });
  return Promise.all(
    who.map(async (caller) => {
      await caller.speak(sentence);
      const from = await begins(caller, caller.position_ms());
      const to = await ends(caller, from, silence_ms);
      return slice(caller.heard(), from, to + SAID_MS);
    }),
  );
}

/** Whether another voice ends than the one that began. */
function changesVoice({ pcm, rate }: Sound): boolean {
  const spans = soundingSpans({ pcm, rate });
  const [from, to] = [spans.at(0)!.from_ms, spans.at(-1)!.to_ms];
  const pitchOf = (part: Sound) => medianPitch(part.pcm, part.rate);
  const first = pitchOf(slice({ pcm, rate }, from, from + EAR_MS));
  const last = pitchOf(slice({ pcm, rate }, to - EAR_MS, to));
  return Math.abs(first - last) > OTHER_VOICE_HZ;
}

const report = (figures: object) => process.stdout.write(`load: ${JSON.stringify(figures)}\n`);

const reportProgress = ({ minute, megabytes }: Sample, broken: number) =>
  process.stdout.write(
    `load: minute ${minute.toFixed(1)} of ${MINUTES}, ${megabytes.toFixed(0)} MB, ${broken} broken\n`,
  );

const longestSilence = (sound: Sound) =>
  Math.max(0, ...silencesBetween(soundingSpans(sound, { pause_ms: 40 })));

it('one caller hears an answer without a break, which the others are measured by', async () => {
  const caller = await house.call();
  await ends(caller, await begins(caller, 0));
  const [answer] = await ask([caller], CALLER.hours);
  longest_ms = longestSilence(answer!);
  caller.hangUp();
  const caller_id = house.numberOf(caller);
  await untilRecord(house.stack, { caller_id }, ({ ended_at }) => ended_at !== null);
});

it(
  'as many as the machine carries are answered, and whoever calls besides is told and let go',
  async () => {
    for (let n = 0; n < MOST; n += 1) {
      const caller = await house.call();
      callers.push(caller);
      await begins(caller, 0);
    }
    // All in one moment: where each of them had a room, nobody heard anything for a minute.
    const late = await Promise.all(Array.from({ length: CALLERS - MOST }, () => house.call()));
    const told_ms = await Promise.all(late.map((caller) => begins(caller, 0)));
    for (const caller of late) {
      await untilOver(caller);
      expect((await caller.untilFrame('hangup')).frame.reason).toBe('all_lines_busy');
    }
    report({ let_in: MOST, turned_away: late.length, told_ms });
    expect(callers.filter(({ isOpen }) => isOpen)).toHaveLength(MOST);
  },
  LIMIT_MS,
);

it(
  'all of them have their answers, again and again, without a break in a voice; memory stays flat',
  async () => {
    const samples: Sample[] = [];
    const broken: number[] = [];
    const since = performance.now();
    while (performance.now() - since < MINUTES * MINUTE_MS || samples.length < 4) {
      const answers = await ask(callers, CALLER.hours);
      broken.push(
        ...answers.map(longestSilence).filter((silence) => silence > longest_ms + DROP_OUT_MS),
      );
      const minute = (performance.now() - since) / MINUTE_MS;
      samples.push({ minute, megabytes: memory(house.stack.firstWorker().pid) });
      reportProgress(samples.at(-1)!, broken.length);
    }
    const warm = samples.slice(Math.floor(samples.length / 4));
    report({ calls: MOST, answers: samples.length * MOST, longest_ms, broken, warm });
    expect(broken).toEqual([]);
    expect(slopeOf(warm)).toBeLessThan(GROWTH_MB * MOST);
  },
  LIMIT_MS,
);

it(
  'all of them are handed on, with no more than a breath between the voices',
  async () => {
    const handoffs = await ask(callers, CALLER.invoice, HANDED_OVER_MS);
    const silences = handoffs.map(longestSilence);
    report({ handoffs: silences.length, silences });
    for (const caller of callers) {
      const wanted = { caller_id: house.numberOf(caller) };
      const { path } = await untilRecord(house.stack, wanted, (record) => record.path.length > 1);
      expect(path).toEqual(['front-desk', 'billing-specialist']);
    }
    expect(silences.filter((silence) => silence > SWAP_MS)).toEqual([]);
    expect(handoffs.map(changesVoice)).toEqual(handoffs.map(() => true));
  },
  LIMIT_MS,
);

it('nothing of them is left once they have hung up', async () => {
  for (const caller of callers) caller.hangUp();
  for (const caller of callers) {
    const caller_id = house.numberOf(caller);
    await untilRecord(house.stack, { caller_id }, ({ ended_at }) => ended_at !== null);
  }
  const { url, key, secret } = house.stack.access;
  const rooms = new RoomServiceClient(url.replace(/^ws/, 'http'), key, secret);
  await expect.poll(() => rooms.listRooms(), { timeout: WAIT_MS, interval: 1000 }).toEqual([]);
});
