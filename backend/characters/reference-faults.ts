import type { Character } from '../../protocol/character.ts';
import { STAY } from '../../protocol/routing.ts';

type Path = readonly (string | number)[];

/** Where a character names another one, or a variable of its own. */
interface Reference {
  readonly path: Path;
  readonly slug: string;
}

/** A name that leads nowhere: where it stands, and what was expected. */
export interface ReferenceFault {
  readonly path: Path;
  readonly expected: string;
}

/** Every name in a character that leads nowhere, among the characters of its folder. */
export function referenceFaults(
  character: Character,
  slugs: ReadonlySet<string>,
): ReferenceFault[] {
  const named = references(character).flatMap(({ path, slug }) => {
    const expected = wrong(character.slug, slug, slugs);
    return expected === undefined ? [] : [{ path, expected }];
  });
  return [...named, ...unknownVariables(character), ...unknownFollowers(character)];
}

function references(character: Character): Reference[] {
  const { handoff_targets, keys, routes, routing_config } = character;
  const rules = routing_config?.transfer_rules ?? [];
  const fallback = routing_config?.fallback_instance_id;
  const leading = [
    ...Object.entries(keys).map(([key, slug]) => ({ path: ['keys', key], slug })),
    ...routes.map(({ to }, at) => ({ path: ['routes', at, 'to'], slug: to })),
  ].filter(({ slug }) => slug !== STAY);
  return [
    ...handoff_targets.map(({ slug }, at) => ({ path: ['handoff_targets', at, 'slug'], slug })),
    ...leading,
    ...rules.flatMap(({ target_instance_id: slug }, at) =>
      slug === undefined
        ? []
        : [{ path: ['routing_config', 'transfer_rules', at, 'target_instance_id'], slug }],
    ),
    ...(fallback ? [{ path: ['routing_config', 'fallback_instance_id'], slug: fallback }] : []),
  ];
}

function wrong(own: string, slug: string, slugs: ReadonlySet<string>): string | undefined {
  if (slug === own) return `another character, not ${own} itself`;
  if (slugs.has(slug)) return undefined;
  const others = [...slugs].filter((one) => one !== own).join(', ');
  return `a character that exists, not "${slug}"; there are: ${others || 'no others'}`;
}

function unknownVariables({ intents, variables }: Character): ReferenceFault[] {
  const declared = Object.keys(variables);
  return intents.flatMap(({ collect }, at) =>
    collect === undefined || declared.includes(collect)
      ? []
      : [
          {
            path: ['intents', at, 'collect'],
            expected: `a variable of this character (${declared.join(', ') || 'it declares none'})`,
          },
        ],
  );
}

/** Who is to be asked next must be a warm target of the same character, and another one. */
function unknownFollowers({ transfer_targets }: Character): ReferenceFault[] {
  const warm = transfer_targets.filter((target) => target.method === 'warm');
  return transfer_targets.flatMap((target, at) =>
    (target.then ?? []).flatMap((name, place) => {
      const found = warm.find((one) => one.id === name || one.label === name);
      if (found && found !== target) return [];
      const others = warm.filter((one) => one !== target).map((one) => one.id ?? one.label);
      const there = others.join(', ') || 'there is none';
      const path = ['transfer_targets', at, 'then', place];
      return [{ path, expected: `another warm target of this character (${there})` }];
    }),
  );
}
