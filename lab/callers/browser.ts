import type { Page } from 'playwright-core';
import { within } from '../../config/within.ts';
import { SessionResponse } from '../../protocol/session.ts';
import { openPage } from '../../test/live/browser.ts';
import { untilRecord } from '../../test/live/call-records.ts';
import { speakInto } from '../../test/live/speak-into.ts';
import type { House } from '../house.ts';
import type { Caller } from './caller.ts';

/** A browser and a page on a busy machine. */
const OPEN_LIMIT_MS = 90_000;
const LEAVE_LIMIT_MS = 20_000;

export interface PageCaller extends Caller {
  readonly channel: 'browser';
}

/** Somebody opens the page and clicks once. `known`: the session, before its worker asks anybody. */
export async function browserCaller(
  house: House,
  known: (session_id: string) => void,
): Promise<PageCaller> {
  const { page, recorder, close } = await openPage({ url: house.stack.url });
  const session_id = await clickedCall(page).catch(async (fault: unknown) => {
    await close();
    throw fault;
  });
  // Known before the page has joined, so before a worker asks anybody.
  known(session_id);
  const gone = page
    .locator('[data-part=panel][data-phase=ended], [data-part=panel][data-phase=failed]')
    .waitFor({ timeout: 0 });
  let leaving: Promise<void> | undefined;
  const leave = async (): Promise<void> => {
    const button = page.locator('[data-part=end]');
    // Where the other side has ended the call there is none.
    if (await button.isVisible()) {
      await button.click();
      // The server hears of it before the browser is gone.
      await within(gone, LEAVE_LIMIT_MS, 'To leave the call');
    }
    await close();
  };
  return {
    channel: 'browser',
    active: Promise.resolve(),
    left: gone.then(
      () => 'the page is out of the call',
      () => 'the page is closed',
    ),
    heard: recorder.recorded,
    position_ms: recorder.position_ms,
    untilSound: recorder.untilSound,
    untilSilence: recorder.untilSilence,
    speak: async (sound) => {
      await speakInto(page, sound);
    },
    untilPosition: recorder.untilLength,
    record: (fits) => untilRecord(house.stack, { session_id }, fits),
    hangUp: () => (leaving ??= leave()),
    breakOff: () => (leaving ??= close()),
  };
}

/** Clicks; resolves with the session that the backend has made of it. */
async function clickedCall(page: Page): Promise<string> {
  const opened = page.waitForResponse((answer) => answer.url().endsWith('/api/sessions'), {
    timeout: OPEN_LIMIT_MS,
  });
  // Whoever waits for the click hears of its failure first.
  opened.catch(() => undefined);
  await page.locator('[data-call]').first().click({ timeout: OPEN_LIMIT_MS });
  return SessionResponse.parse(await (await opened).json()).session_id;
}
