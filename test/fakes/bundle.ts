import type { SessionBundle } from '../../protocol/bundle.ts';
import type { z } from 'zod';
import { Character } from '../../protocol/character.ts';
import { DialingPolicy } from '../../protocol/dialing.ts';

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

export interface BundleFacts {
  readonly character: Character;
  readonly others?: readonly Character[];
  readonly path?: string[];
  readonly variables?: SessionBundle['variables'];
  readonly channel?: SessionBundle['channel'];
  readonly dialing?: z.input<typeof DialingPolicy>;
  readonly globalTargets?: SessionBundle['global_targets'];
  readonly routing?: SessionBundle['routing'];
  readonly l3Number?: string;
  readonly callerId?: string;
  readonly callback?: SessionBundle['callback'];
  readonly takenOver?: SessionBundle['taken_over'];
  readonly transferHeaders?: Record<string, string>;
  readonly hasDirectory?: boolean;
}

/** The bundle of a call that `characters[0]` opened; it may hand off to all the others. */
export function aBundle(given: BundleFacts): SessionBundle {
  const { character, others = [] } = given;
  return {
    session_id: 'session-1',
    epoch: 1,
    workspace: 'default',
    channel: given.channel ?? 'web',
    character,
    targets: Object.fromEntries(
      others.map(({ slug, name, description, variables, routing_config }) => [
        slug,
        { name, description, variables, hours: routing_config?.business_hours ?? null },
      ]),
    ),
    global_targets: given.globalTargets ?? [],
    call: {
      caller_id: given.callerId ?? null,
      did: null,
      room: 'room-1',
      started_at: '2026-01-01T00:00:00.000Z',
      path: given.path ?? [character.slug],
    },
    user: { verified: {}, visitor: {}, previous_calls: [] },
    variables: given.variables ?? {},
    routing: given.routing ?? null,
    l3_number: given.l3Number ?? null,
    callback: given.callback ?? null,
    taken_over: given.takenOver ?? null,
    transfer: {
      targets: character.transfer_targets,
      transfer_numbers: character.transfer_numbers,
      agent_desk_enabled: character.agent_desk_enabled,
      dialing: DialingPolicy.parse(given.dialing ?? {}),
      refer_refused: {},
    },
    directory: { has_entries: given.hasDirectory ?? false },
    sip_context: { transfer_headers: given.transferHeaders ?? {}, headers: {} },
  };
}
