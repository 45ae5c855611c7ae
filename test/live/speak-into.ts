import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { toBase64, type Sound } from './pcm.ts';

const MICROPHONE = fileURLToPath(new URL('./in-page/spoken-microphone.mjs', import.meta.url));
const OPEN_LIMIT_MS = 60_000;

/** To be called before the page's first navigation. */
export async function giveSpokenMicrophone(page: Page): Promise<void> {
  await page.addInitScript({ path: MICROPHONE });
}

interface PageMicrophone {
  readonly speak: (samples: string, rate: number) => Promise<{ from: number; to: number }>;
}

/** Says it into the page's microphone, once that is open. Resolves when it has been said. */
export async function speakInto(
  page: Page,
  { pcm, rate }: Sound,
): Promise<{ from: number; to: number }> {
  await page.waitForFunction('window.__batonMicrophone.opened > 0', null, {
    timeout: OPEN_LIMIT_MS,
  });
  return page.evaluate(
    ([samples, hertz]) =>
      (globalThis as unknown as { __batonMicrophone: PageMicrophone }).__batonMicrophone.speak(
        samples,
        hertz,
      ),
    [toBase64(pcm), rate] as const,
  );
}
