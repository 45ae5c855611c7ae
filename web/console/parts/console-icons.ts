import { svg } from 'lit';
import { icon } from '../../look/icon.ts';

export const CONSOLE_ICONS = {
  mark: icon(svg`<path d="M4 10v4M8 6v12M12 3v18M16 7v10M20 10v4" />`),
  inbox: icon(
    svg`<path d="M5 4.5c0 8 6.5 14.5 14.5 14.5l1-4-4.5-2-2 1.8a11 11 0 0 1-5-5L10.8 7.8 8.8 3.5Z" /><path d="M15 3.5a6 6 0 0 1 5.5 5.5" />`,
  ),
  calls: icon(
    svg`<path d="M4 6h10M4 12h7M4 18h6" /><circle cx="16.5" cy="14" r="3.8" /><path d="m19.3 16.8 2.2 2.2" />`,
  ),
  messages: icon(svg`<path d="M4 5h16v11.5H10L5.5 20v-3.5H4Z" /><path d="M8 9h8M8 12.5h5" />`),
  callbacks: icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="M12 7v5.2l3.5 2" />`),
  directory: icon(
    svg`<rect x="5" y="3.5" width="14.5" height="17" rx="2" /><circle cx="12.3" cy="10" r="2.3" /><path d="M8.5 16.5c.6-2 2-3 3.8-3s3.2 1 3.8 3M3 8h2M3 12h2M3 16h2" />`,
  ),
  agents: icon(
    svg`<circle cx="9" cy="8.5" r="3.3" /><path d="M3 19c.6-3.5 2.8-5.3 6-5.3s5.4 1.8 6 5.3M15.5 5.5a3.3 3.3 0 0 1 0 6M17.5 14c2 .7 3.2 2.3 3.6 5" />`,
  ),
  desk: icon(
    svg`<path d="M4.5 14v-2.5a7.5 7.5 0 0 1 15 0V14" /><rect x="3" y="13.5" width="4" height="5.5" rx="1.5" /><rect x="17" y="13.5" width="4" height="5.5" rx="1.5" /><path d="M19 19c0 1.5-1.5 2-4 2" />`,
  ),
  audit: icon(
    svg`<path d="M12 3.5 5 6v5.5c0 4.3 2.8 7.3 7 9 4.2-1.7 7-4.7 7-9V6Z" /><path d="m9 12 2.2 2.2L15.3 10" />`,
  ),
  transfer: icon(svg`<path d="M4 8h14M14.5 4.5 18 8l-3.5 3.5M20 16H6M9.5 12.5 6 16l3.5 3.5" />`),
  handoff: icon(svg`<path d="M5 12h13M13 6.5l5.5 5.5-5.5 5.5" />`),
  alert: icon(svg`<path d="M12 4 3 19.5h18Z" /><path d="M12 10v4.5M12 17h.01" />`),
  done: icon(svg`<circle cx="12" cy="12" r="8.5" /><path d="m8.3 12.3 2.6 2.5 4.8-5.3" />`),
  back: icon(svg`<path d="M19 12H6M11 6.5 5.5 12l5.5 5.5" />`),
  erase: icon(svg`<path d="M8.5 5.5H20v13H8.5L3 12Z" /><path d="m12 9.5 5 5M17 9.5l-5 5" />`),
  search: icon(svg`<circle cx="10.5" cy="10.5" r="6" /><path d="m15 15 5 5" />`),
  close: icon(svg`<path d="M6 6l12 12M18 6 6 18" />`),
  plus: icon(svg`<path d="M12 5v14M5 12h14" />`),
  out: icon(svg`<path d="M13 4.5H5.5v15H13M10.5 12H20M16.5 8.5 20 12l-3.5 3.5" />`),
  empty: icon(svg`<path d="M4 13 6.5 5h11L20 13v6H4ZM4 13h4.5l1.5 2.5h4l1.5-2.5H20" />`),
  key: icon(
    svg`<path d="M6 3.5h12v17H6Z" /><path d="M9.5 8h.01M12 8h.01M14.5 8h.01M9.5 12h.01M12 12h.01M14.5 12h.01M12 16h.01" />`,
  ),
  note: icon(svg`<circle cx="12" cy="12" r="2.5" />`),
} as const;
export type ConsoleIcon = keyof typeof CONSOLE_ICONS;
