import type { Character } from '../protocol/character.ts';
import type { DialingPolicy } from '../protocol/dialing.ts';
import { CalledNumber } from '../protocol/routing.ts';

/** Ids of `primary_for_numbers` that stand for no number: nobody would ever be called by them. */
export function unknownIds(
  characters: readonly Character[],
  { called_numbers }: Pick<DialingPolicy, 'called_numbers'>,
): { slug: string; id: string }[] {
  return characters.flatMap(({ slug, routing_config }) =>
    (routing_config?.primary_for_numbers ?? [])
      .filter((one) => !CalledNumber.safeParse(one).success && !Object.hasOwn(called_numbers, one))
      .map((id) => ({ slug, id })),
  );
}
