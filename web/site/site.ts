import type { BatonWidget } from '../widget/baton-widget.ts';

/** The page's own buttons call at once: one click, and the phone rings. */
for (const button of document.querySelectorAll('[data-call]')) {
  button.addEventListener('click', () => {
    void callNow();
  });
}

async function callNow(): Promise<void> {
  await customElements.whenDefined('baton-widget');
  document.querySelector<BatonWidget>('baton-widget')?.startCall();
}
