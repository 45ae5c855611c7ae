import { calls } from './figures/calls.ts';
import { floor } from './figures/floor.ts';
import { growth } from './figures/growth.ts';
import { load } from './figures/load.ts';
import { refer } from './figures/refer.ts';
import { routes } from './figures/routes.ts';
import { start } from './figures/start.ts';
import { STREAMS } from './figures/streams.ts';
import type { Group } from './group.ts';

/** In the order in which they are measured. */
export const GROUPS: readonly Group[] = [
  calls,
  load,
  floor,
  refer,
  ...STREAMS,
  start,
  routes,
  growth,
];

/** Those that hold one of the names; a figure's name may be its beginning. Throws RangeError. */
export function groupsOf(only: readonly string[]): readonly Group[] {
  const holds = (group: Group, name: string): boolean =>
    group.name === name || group.planned.some((figure) => figure.name.startsWith(name));
  const strange = only.find((name) => !GROUPS.some((group) => holds(group, name)));
  if (strange !== undefined) {
    const known = GROUPS.map(({ name }) => name).join(', ');
    throw new RangeError(`There is no figure "${strange}"; the groups are: ${known}`);
  }
  return GROUPS.filter((group) => only.length === 0 || only.some((name) => holds(group, name)));
}
