import type { SessionBundle } from '../../protocol/bundle.ts';
import { Character } from '../../protocol/character.ts';

/** A character for tests: whatever is not given is plain. */
export function aCharacter(given: Partial<Character> & { slug: string }): Character {
  const name = given.name ?? given.slug;
  return Character.parse({
    name,
    description: `What ${name} is for.`,
    greeting: `Hello, this is ${name}.`,
    prompt: `You are ${name}.`,
    ...given,
  });
}

/** The bundle of a call that `characters[0]` opened; it may hand off to all the others. */
export function aBundle(given: {
  character: Character;
  others?: readonly Character[];
  path?: string[];
  variables?: SessionBundle['variables'];
}): SessionBundle {
  const { character, others = [] } = given;
  return {
    session_id: 'session-1',
    epoch: 1,
    workspace: 'default',
    channel: 'web',
    character,
    targets: Object.fromEntries(
      others.map(({ slug, name, description, variables }) => [
        slug,
        { name, description, variables },
      ]),
    ),
    call: {
      caller_id: null,
      did: null,
      room: 'room-1',
      started_at: '2026-01-01T00:00:00.000Z',
      path: given.path ?? [character.slug],
    },
    user: { verified: {}, visitor: {}, previous_calls: [] },
    variables: given.variables ?? {},
  };
}
