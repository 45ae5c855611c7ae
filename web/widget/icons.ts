import { svg } from 'lit';
import { icon as frame } from '../look/icon.ts';

export const ICONS = {
  voice: frame(svg`<path d="M4 10v4M8 6v12M12 3v18M16 7v10M20 10v4" />`),
  microphone: frame(
    svg`<rect x="9" y="3" width="6" height="11" rx="3" /><path d="M5 11a7 7 0 0 0 14 0M12 18v3" />`,
  ),
  muted: frame(
    svg`<path d="M9 9v2a3 3 0 0 0 5 2.2M15 10V6a3 3 0 0 0-5.6-1.5M5 11a7 7 0 0 0 10.5 6M19 11a7 7 0 0 1-.6 2.8M12 18v3M3 3l18 18" />`,
  ),
  keypad: frame(
    svg`<g fill="currentColor" stroke="none"><circle cx="6" cy="5" r="1.6" /><circle cx="12" cy="5" r="1.6" /><circle cx="18" cy="5" r="1.6" /><circle cx="6" cy="11" r="1.6" /><circle cx="12" cy="11" r="1.6" /><circle cx="18" cy="11" r="1.6" /><circle cx="6" cy="17" r="1.6" /><circle cx="12" cy="17" r="1.6" /><circle cx="18" cy="17" r="1.6" /></g>`,
  ),
  end: frame(
    svg`<path fill="currentColor" stroke="none" d="M12 8.4c-3.7 0-7.2 1.2-9.5 3.4a1.5 1.5 0 0 0 0 2.1l2 2c.5.5 1.4.6 2 .1l2.1-1.6c.4-.3.6-.7.6-1.2v-2a10 10 0 0 1 5.6 0v2c0 .5.2.9.6 1.200l2.1 1.6c.6.5 1.5.4 2-.1l2-2a1.5 1.5 0 0 0 0-2.1c-2.3-2.2-5.8-3.4-9.5-3.4Z" />`,
  ),
  send: frame(svg`<path d="M5 12h13M12 5.5l6.5 6.5-6.5 6.5" />`),
  minimise: frame(svg`<path d="M6 9.5l6 6 6-6" />`),
  keyboard: frame(
    svg`<rect x="2.5" y="6" width="19" height="12" rx="2.5" /><path d="M6.5 10h.01M10 10h.01M14 10h.01M17.5 10h.01M8.5 14h7" />`,
  ),
  sound: frame(
    svg`<path d="M4 9.5v5h3.5L12 18.5v-13L7.5 9.5ZM15.5 9a4.5 4.5 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11" />`,
  ),
  alert: frame(svg`<circle cx="12" cy="12" r="9" /><path d="M12 7.5v5.5M12 16.5h.01" />`),
  done: frame(svg`<circle cx="12" cy="12" r="9" /><path d="M8 12.3l2.8 2.7L16 9.5" />`),
} as const;

export type IconName = keyof typeof ICONS;
