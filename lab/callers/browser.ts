import type { Page, Route } from 'playwright-core';
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
  const session_id = await clickedCall(page, known).catch(async (fault: unknown) => {
    await close();
    throw fault;
  });
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

/**
 * Clicks; resolves with the session that the backend has made of it. The page hears of it once it is
 * `known`: a warm worker asks for the character within a tenth of a second.
 */
async function clickedCall(page: Page, known: (session_id: string) => void): Promise<string> {
  let tell: (session: Promise<string>) => void = () => undefined;
  const opened = new Promise<string>((resolve) => (tell = resolve));
  const answered = async (route: Route): Promise<string> => {
    const response = await route.fetch();
    const { session_id } = SessionResponse.parse(await response.json());
    known(session_id);
    await route.fulfill({ response });
    return session_id;
  };
  await page.route('**/api/sessions', (route) => {
    tell(answered(route));
  });
  // Whoever waits for the click hears of its failure first.
  opened.catch(() => undefined);
  await page.locator('[data-call]').first().click({ timeout: OPEN_LIMIT_MS });
  return within(opened, OPEN_LIMIT_MS, 'A session for the page');
}
