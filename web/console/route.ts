import { mayAs, type Role } from '../../protocol/operator.ts';
import type { ConsoleIcon } from './parts/console-icons.ts';

/** The pages in the order of the navigation. A new page has a line here and one in `page-of.ts`. */
export const PAGES = [
  { name: 'inbox', title: 'Inbox', icon: 'inbox', role: 'operator' },
  { name: 'desk', title: 'Desk', icon: 'desk', role: 'agent' },
  { name: 'calls', title: 'Calls', icon: 'calls', role: 'operator' },
  { name: 'messages', title: 'Messages', icon: 'messages', role: 'operator' },
  { name: 'callbacks', title: 'Callbacks', icon: 'callbacks', role: 'operator' },
  { name: 'directory', title: 'Directory', icon: 'directory', role: 'operator' },
  { name: 'agents', title: 'Agents', icon: 'agents', role: 'operator' },
  { name: 'audit', title: 'Audit', icon: 'audit', role: 'admin' },
] as const satisfies readonly { name: string; title: string; icon: ConsoleIcon; role: Role }[];
export type PageName = (typeof PAGES)[number]['name'];

/** Where the console is: `/console/calls/<id>` is the page `calls` with that id. */
export interface Route {
  readonly page: PageName | null;
  readonly id: string | null;
}

/** A route, and what is searched for there. */
export interface Place extends Route {
  /** Of the address: empty, or with its question mark. */
  readonly search: string;
}

const ROOT = '/console';

/** Where a role begins: the first page that it may see. */
export function startOf(role: Role): PageName {
  return PAGES.find((one) => mayAs(role, one.role))?.name ?? 'inbox';
}

export function routeOf(pathname: string, start: PageName = 'inbox'): Route {
  const [name = '', id] = pathname.replace(/^\/console\/?/, '').split('/');
  if (name === '') return { page: start, id: null };
  const page = PAGES.find((one) => one.name === name)?.name ?? null;
  return { page, id: id === undefined || id === '' ? null : decoded(id) };
}

/** What somebody typed into the address bar may be no encoding at all. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function pathTo(page: PageName, id?: string): string {
  return `${ROOT}/${page}${id === undefined ? '' : `/${encodeURIComponent(id)}`}`;
}

/** Goes to a page of the console without loading anything anew. */
export function go(path: string): void {
  history.pushState(null, '', path);
  window.dispatchEvent(new Event('popstate'));
}

/** The link to a page of the console that this click follows; one with a key held is the browser's. */
export function ownLink(event: MouseEvent): HTMLAnchorElement | undefined {
  if (event.defaultPrevented || event.button !== 0) return undefined;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return undefined;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!link || link.target !== '' || link.hasAttribute('download')) return undefined;
  const ours = link.origin === location.origin && link.pathname.startsWith(ROOT);
  return ours ? link : undefined;
}
