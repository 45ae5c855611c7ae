import type { LitElement } from 'lit';

/** Moves the focus once what it goes to has been drawn. */
export async function focusAfter(element: LitElement, selector: string): Promise<void> {
  await element.updateComplete;
  const target = element.renderRoot.querySelector<HTMLElement>(selector);
  target?.focus({ preventScroll: true });
}

/** The focus is in the element, so it is ours to move when its place goes away. */
export function isInside(element: LitElement): boolean {
  return element.shadowRoot?.activeElement != null;
}
