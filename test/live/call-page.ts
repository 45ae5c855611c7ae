import type { Page } from 'playwright-core';
import type { CallRecord } from '../../protocol/call-record.ts';
import { type CallerPage, openPage, type OpenPage } from './browser.ts';
import { untilRecord } from './call-records.ts';
import type { TestStack } from './stack.ts';

const LIMIT_MS = 90_000;

/** A caller at the demo page, in a call. */
export interface CallPage extends CallerPage {
  readonly session_id: string;
  /** Waits until this character is shown as the one who talks. */
  readonly untilTalking: (name: string) => Promise<void>;
  /** Waits until the screen says that the caller is being connected to this character. */
  readonly untilConnecting: (name: string) => Promise<void>;
  /** Waits until a finished line of this speaker contains the words. */
  readonly untilLine: (who: string, words: string) => Promise<void>;
  readonly record: () => Promise<CallRecord>;
  /** Waits until the stored record fits. */
  readonly untilRecord: (fits: (record: CallRecord) => boolean) => Promise<CallRecord>;
}

/** Opens the page, clicks once, and waits until the first character talks. */
export async function startCall(
  stack: TestStack,
  options: Omit<OpenPage, 'url'> = {},
): Promise<CallPage> {
  const caller = await openPage({ ...options, url: stack.url });
  const { page } = caller;
  const opened = page.waitForResponse((answer) => answer.url().endsWith('/api/sessions'));
  await page.locator('[data-call]').first().click();
  const { session_id } = (await (await opened).json()) as { session_id: string };
  const record = () => untilRecord(stack, { session_id }, () => true);
  const call = {
    ...caller,
    session_id,
    record,
    untilRecord: (fits: (now: CallRecord) => boolean) => untilRecord(stack, { session_id }, fits),
    untilTalking: (name: string) => untilTalking(page, name),
    untilConnecting: (name: string) =>
      page.locator(`[data-part=handoff][data-agent-name="${name}"]`).waitFor({ timeout: LIMIT_MS }),
    untilLine: (who: string, words: string) =>
      page
        .locator(`[data-who="${who}"][data-final=true]`, { hasText: words })
        .last()
        .waitFor({ timeout: LIMIT_MS }),
  };
  await call.untilTalking('Riley');
  return call;
}

async function untilTalking(page: Page, name: string): Promise<void> {
  await page.locator('[data-part=panel][data-phase=talking]').waitFor({ timeout: LIMIT_MS });
  await page.locator('[data-part=agent-name]', { hasText: name }).waitFor({ timeout: LIMIT_MS });
}
