import type { LitElement } from 'lit';

/**
 * The row whose button was pressed is gone: the same button of the row in its place has the focus,
 * of the last one where it was the last, or `otherwise` where there are no rows any more.
 */
export async function focusNextRow(
  page: LitElement,
  { place, button, otherwise }: { place: number; button: string; otherwise: string },
): Promise<void> {
  await page.updateComplete;
  const buttons = page.renderRoot.querySelectorAll<HTMLElement>(button);
  const next = buttons[Math.min(place, buttons.length - 1)];
  (next ?? page.renderRoot.querySelector<HTMLElement>(otherwise))?.focus();
}
