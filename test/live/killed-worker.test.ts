import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { characterFolder } from '../fakes/character-folder.ts';
import { type CallPage, startCall } from './call-page.ts';
import { callerSays } from './caller-voice.ts';
import { jobOf, untilGone, workerOf } from './job-process.ts';
import { transcribe, wordsOf } from './listen.ts';
import { slice } from './pcm.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { speakInto } from './speak-into.ts';
import { startTestStack, type TestStack, type TestWorker } from './stack.ts';

const HOURS =
  'We are open from nine in the morning until six in the evening, Monday to Friday, and on Saturday from ten until two. On public holidays we are closed all day.';

const CHARACTERS = {
  'reception.md': `---
name: Riley
description: Answers the telephone of a bicycle shop.
greeting: Harbour Cycles, how can I help?
handoff_targets:
  - slug: workshop
    description: Repairs of bicycles.
    message: One moment please, I am connecting you to our workshop, where Morgan will help you.
---
You answer the telephone.
`,
  'workshop.md': `---
name: Morgan
description: Repairs bicycles.
greeting: Workshop.
takeover_greeting: This is Morgan in the workshop.
voice: { embedded: awb }
intents:
  - { words: [opening hours], say: "${HOURS}" }
  - { words: [price, cost], say: "A repair costs forty dollars." }
---
You repair bicycles.
`,
};

const office = characterFolder(CHARACTERS);
let stack: TestStack;
let call: CallPage | undefined;
let workers: TestWorker[];
beforeAll(async () => {
  stack = await startTestStack({
    env: {
      BATON_CHARACTERS_DIR: office.dir,
      BATON_FRONT_DESK: 'reception',
      BATON_DRAIN_S: '1',
    },
  });
  workers = [stack.firstWorker(), await stack.anotherWorker()];
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await call?.close();
  call = undefined;
});
afterAll(async () => {
  await stack.stop();
  office.remove();
});

/** A finished line has been heard; what it leaves in buffers has, too. */
const silent = (recorder: CallPage['recorder']) =>
  recorder.untilLength(recorder.position_ms() + 800);

/** A caller who was greeted and has asked for the workshop. */
async function asksForWorkshop(): Promise<CallPage> {
  call = await startCall(stack);
  await call.untilLine('Riley', 'how can I help');
  await silent(call.recorder);
  await speakInto(call.page, await callerSays('My bicycle needs a repair in the workshop.'));
  return call;
}

/** A caller whom the workshop is telling its opening hours. */
async function inMidSentence(): Promise<CallPage> {
  call = await asksForWorkshop();
  const { page, recorder } = call;
  await call.untilLine('Morgan', 'in the workshop');
  await silent(recorder);
  const from = recorder.position_ms();
  await speakInto(page, await callerSays('What are your opening hours?'));
  const began = await recorder.untilSound({ after_ms: from });
  await recorder.untilLength(began + 2000);
  return call;
}

const holder = ({ session_id }: CallPage) => workerOf(jobOf(stack, session_id), workers);

/** What the caller hears after the old voice broke off, and how long nobody spoke. */
async function hearsAgain({ recorder }: CallPage, lost_ms: number, silence_ms = 2000) {
  const broke = await recorder.untilSilence(600, { after_ms: lost_ms });
  const again_ms = await recorder.untilSound({ after_ms: broke + 300 });
  const ends = await recorder.untilSilence(silence_ms, { after_ms: again_ms });
  const sound = slice(recorder.recorded(), again_ms - 200, ends);
  return { silence_ms: again_ms - broke, words: wordsOf(await transcribe(sound.pcm, sound.rate)) };
}

/** A figure of this run; nothing is asserted of it. */
const tell = (figure: string) => process.stdout.write(`The next voice ${figure}\n`);

describe('a call whose worker is lost in mid-sentence', () => {
  it('goes on by another worker, with its character and what was asked, once its job is killed', async () => {
    const caller = await inMidSentence();
    const lost_ms = caller.recorder.position_ms();
    process.kill(jobOf(stack, caller.session_id), 'SIGKILL');
    const heard = await hearsAgain(caller, lost_ms);
    tell(`after a killed job: ${String(heard.silence_ms)} ms`);
    expect(heard.words).toSoundLike('i was cut off for a moment');
    expect(heard.words).toSoundLike('in the morning until');
    await caller.untilTalking('Morgan');
    const from = caller.recorder.position_ms();
    await speakInto(caller.page, await callerSays('What does it cost?'));
    await caller.untilLine('Morgan', 'forty dollars');
    expect(caller.recorder.position_ms()).toBeGreaterThan(from);
    await caller.page.getByRole('button', { name: 'End call' }).click();
    const record = await caller.untilRecord(({ ended_at }) => ended_at !== null);
    expect(record).toMatchObject({
      disconnected_by: 'caller',
      path: ['reception', 'workshop'],
    });
    const { events } = record;
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type.startsWith('worker_'))).toEqual([
      'worker_lost',
      'worker_resumed',
    ]);
    expect(types.filter((type) => type === 'call_started')).toHaveLength(1);
    const asked = events.filter((one) => one.type === 'turn' && /opening hours/i.test(one.text));
    expect(asked.filter((one) => one.type === 'turn' && one.role === 'caller')).toHaveLength(1);
  });

  it(
    'is handed off after all where its job is killed during the announcement',
    { tags: ['nightly'] },
    async () => {
      const caller = await asksForWorkshop();
      const { recorder } = caller;
      const announced = await recorder.untilSound({ after_ms: recorder.position_ms() });
      await recorder.untilLength(announced + 1500);
      const lost_ms = recorder.position_ms();
      process.kill(jobOf(stack, caller.session_id), 'SIGKILL');
      await caller.untilLine('Morgan', 'in the workshop');
      await silent(recorder);
      const heard = slice(recorder.recorded(), lost_ms);
      const words = wordsOf(await transcribe(heard.pcm, heard.rate));
      expect(words).toSoundLike('i was cut off for a moment');
      expect(words).toSoundLike('this is morgan');
      const { path, events } = await caller.record();
      expect(path).toEqual(['reception', 'workshop']);
      expect(events.filter(({ type }) => type === 'handoff_committed')).toHaveLength(1);
    },
  );

  it(
    'goes on by another worker once its worker is killed with all its processes',
    { tags: ['nightly'] },
    async () => {
      const caller = await inMidSentence();
      const lost = holder(caller);
      const lost_ms = caller.recorder.position_ms();
      await lost.kill();
      workers = workers.filter((one) => one !== lost);
      const heard = await hearsAgain(caller, lost_ms);
      tell(`after a killed worker: ${String(heard.silence_ms)} ms`);
      expect(heard.words).toSoundLike('i was cut off for a moment');
      expect(heard.words).toSoundLike('in the morning until');
    },
  );

  it('moves to another worker when its own is told to stop', { tags: ['nightly'] }, async () => {
    workers.push(await stack.anotherWorker());
    const caller = await inMidSentence();
    const stopped = holder(caller);
    const lost_ms = caller.recorder.position_ms();
    stopped.terminate();
    const heard = await hearsAgain(caller, lost_ms);
    tell(`after a stopped worker: ${String(heard.silence_ms)} ms`);
    expect(heard.words).toSoundLike('i was cut off for a moment');
    workers = workers.filter((one) => one !== stopped);
  });

  it(
    'has one voice only when its job stands still, is replaced, and comes to itself again',
    { tags: ['nightly'] },
    async () => {
      workers.push(await stack.anotherWorker());
      const caller = await inMidSentence();
      const job = jobOf(stack, caller.session_id);
      process.kill(job, 'SIGSTOP');
      const stood_ms = caller.recorder.position_ms();
      const heard = await hearsAgain(caller, stood_ms);
      expect(heard.words).toSoundLike('i was cut off for a moment');
      const again_ms = caller.recorder.position_ms();
      process.kill(job, 'SIGCONT');
      await untilGone(job);
      await caller.recorder.untilLength(again_ms + 3000);
      expect(caller.recorder.soundAfter(again_ms)).toBeNull();
      const { ended_at } = await caller.record();
      expect(ended_at).toBeNull();
    },
  );
});
