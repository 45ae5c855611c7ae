import type { Page } from 'playwright-core';
import { type CallRecord, CallRecord as CallRecordSchema } from '../../protocol/call-record.ts';
import { type CallerPage, openPage, type OpenPage } from './browser.ts';
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
  const record = () => recordOf(stack, session_id);
  const untilRecord: CallPage['untilRecord'] = async (fits) => {
    const until = Date.now() + LIMIT_MS;
    for (;;) {
      const now = await record();
      if (fits(now)) return now;
      if (Date.now() > until) throw new Error(`The record never fitted: ${JSON.stringify(now)}`);
      await page.waitForTimeout(100);
    }
  };
  const call = {
    ...caller,
    session_id,
    record,
    untilRecord,
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

async function recordOf(stack: TestStack, session_id: string): Promise<CallRecord> {
  const answer = await fetch(`${stack.url}/api/calls/${session_id}`, {
    headers: { Authorization: `Bearer ${stack.operatorToken}` },
  });
  return CallRecordSchema.parse(await answer.json());
}
