import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { characterFolder } from '../fakes/character-folder.ts';
import type { CallerPage } from './browser.ts';
import { type CallPage, startCall } from './call-page.ts';
import { callerSays } from './caller-voice.ts';
import { PASSWORD } from './console-house.ts';
import { DESK_LIMIT_MS, handsBack, hears, onDuty, takes } from './desk-person.ts';
import { jobOf } from './job-process.ts';
import { showLogsOfFailed } from './show-logs.ts';
import { speakInto } from './speak-into.ts';
import { startTestStack, type TestStack } from './stack.ts';

const CHARACTERS = {
  'reception.md': `---
name: Riley
description: Answers the telephone of a bicycle shop.
greeting: Harbour Cycles, how can I help?
agent_desk_enabled: true
transfer_targets:
  - { id: support, label: our support desk, method: agent_desk, type: agent_queue, value: support }
---
You answer the telephone.
`,
};
const ASKS = 'I would like to talk to a person at the support desk, please.';

const office = characterFolder(CHARACTERS);
let stack: TestStack;
let caller: CallPage | undefined;
let person: CallerPage | undefined;
beforeAll(async () => {
  stack = await startTestStack({
    env: {
      BATON_CHARACTERS_DIR: office.dir,
      BATON_FRONT_DESK: 'reception',
      BATON_CONSOLE_PASSWORD: PASSWORD,
    },
  });
});
afterEach(async (context) => {
  showLogsOfFailed(context, stack);
  await caller?.close();
  await person?.close();
  caller = person = undefined;
});
afterAll(async () => {
  await stack.stop();
  office.remove();
});

/** Somebody at a page who has been greeted and has asked for a person. */
async function asks(): Promise<CallPage> {
  caller = await startCall(stack);
  await caller.untilLine('Riley', 'how can I help');
  await caller.recorder.untilSilence(800, { after_ms: 0 });
  await speakInto(caller.page, await callerSays(ASKS));
  return caller;
}

/** Somebody at the desk, on duty. */
async function attended(options: Parameters<typeof onDuty>[1] = {}): Promise<CallerPage> {
  return (person = await onDuty(stack.url, options));
}

describe('a caller at a page who asks for a person at the desk', () => {
  it('is told at once that nobody is there', async () => {
    const page = await asks();
    await page.untilLine('Riley', 'nobody is at our support desk right now');
    const { result } = await page.record();
    expect(result).toMatchObject({ was_transferred: false, transfer_failed_reason: 'desk_closed' });
  });

  it('waits in company, talks to the person who takes the call, and is handed back', async () => {
    const desk = await attended();
    const page = await asks();
    await page.untilLine('Riley', 'You are next in line');
    await takes(desk);
    const record = await page.untilRecord(({ result }) => result.verdict === 'bridged');
    expect(record.result).toMatchObject({
      ...{ was_transferred: true, transfer_method: 'agent_desk', transfer_destination: 'support' },
    });
    await page.recorder.untilSilence(1500, { after_ms: page.recorder.position_ms() - 500 });
    // The page says whom they talk to, and takes no words that nobody would read.
    const shown = page.page.locator('baton-widget');
    await shown.locator('[data-part="activity"]').filter({ hasText: 'On the line' }).waitFor();
    await shown.locator('[data-part="no-typing"]').waitFor();

    let from = desk.recorder.position_ms();
    await speakInto(page.page, await callerSays('Hello, it is about a new bike.'));
    await hears(desk, from, 'it is about a new bike');
    from = page.recorder.position_ms();
    await speakInto(desk.page, await callerSays('Your bike is ready on Monday.'));
    await hears(page, from, 'your bike is ready on monday');

    await handsBack(desk, 'The bike is blue.');
    await page.untilLine('Riley', 'You are back with Riley');
    await shown.locator('[data-part="text-field"]').waitFor();
    const after = await page.untilRecord(({ events }) =>
      events.some(({ type }) => type === 'desk_returned'),
    );
    expect(after.ended_at).toBeNull();
    const transcript = JSON.stringify(after.result.transcript);
    expect(transcript).not.toContain('new bike');
    await desk.page.getByText('Nobody waits').waitFor({ timeout: DESK_LIMIT_MS });
  });

  it(
    'is still in the queue after the backend was killed, and is done when the person ends the call',
    { tags: ['nightly'] },
    async () => {
      // With the policy of the console in force.
      const desk = await attended({ enforceCsp: true });
      const page = await asks();
      await page.untilLine('Riley', 'You are next in line');
      await stack.killBackend();
      await stack.restartBackend();
      await takes(desk);
      await page.untilRecord(({ result }) => result.verdict === 'bridged');
      await desk.page.getByRole('button', { name: 'End the call' }).click();
      await desk.page
        .getByRole('alertdialog')
        .getByRole('button', { name: 'End the call' })
        .click();
      const record = await page.untilRecord(({ ended_at }) => ended_at !== null);
      expect(record).toMatchObject({
        disconnected_by: 'transfer_to_agent',
        result: { was_transferred: true, verdict: 'bridged' },
      });
      expect(desk.console.filter((line) => line.includes('Content Security'))).toEqual([]);
    },
  );

  it(
    'is still in line by another worker after its own was killed, and so is whoever is with a person',
    { tags: ['nightly'] },
    async () => {
      const desk = await attended();
      const page = await asks();
      await page.untilLine('Riley', 'You are next in line');
      process.kill(jobOf(stack, page.session_id), 'SIGKILL');
      await page.untilLine('Riley', 'You are still in line');
      await takes(desk);
      await page.untilRecord(({ result }) => result.verdict === 'bridged');

      process.kill(jobOf(stack, page.session_id), 'SIGKILL');
      const from = page.recorder.position_ms();
      await speakInto(desk.page, await callerSays('Your bike is ready on Monday.'));
      await hears(page, from, 'your bike is ready on monday');
      await handsBack(desk);
      await page.untilLine('Riley', 'You are back with Riley');
      const { events, ended_at } = await page.untilRecord(
        (record) => record.events.filter(({ type }) => type === 'worker_resumed').length === 2,
      );
      expect(ended_at).toBeNull();
      expect(events.filter(({ type }) => type === 'desk_enqueued')).toHaveLength(1);
    },
  );

  it('goes back to the character by the word', { tags: ['nightly'] }, async () => {
    await attended();
    const page = await asks();
    await page.untilLine('Riley', 'You are next in line');
    await speakInto(page.page, await callerSays('Please go back to Riley.'));
    await page.untilLine('Riley', 'back with me');
    await speakInto(page.page, await callerSays('Thank you, goodbye.'));
  });
});
