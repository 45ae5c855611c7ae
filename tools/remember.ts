import { z } from 'zod';
import { takeVariables } from '../call/variables.ts';
import type { SessionBundle } from '../protocol/bundle.ts';
import { variablesObject } from './passing-parameters.ts';
import type { Tool } from './tool.ts';

/**
 * `remember` (T6): what the caller says of the declared variables, kept in the turn in which it is
 * said. It answers nothing where the character speaks beside it, so it costs no second request.
 * Null for a character that declares none.
 */
export function remember(bundle: SessionBundle): Tool | null {
  const declared = bundle.character.variables;
  if (Object.keys(declared).length === 0) return null;
  return {
    name: 'remember',
    description:
      'Keeps what the caller has just said of these facts. Call it in the same turn in which you answer, as soon as one becomes known or changes; never say that you keep anything.',
    parameters: z.object({ variables: variablesObject(declared) }),
    run(args) {
      const given = (args['variables'] ?? {}) as Record<string, unknown>;
      const learned = takeVariables(given, declared);
      const wrong = Object.keys(given).filter((name) => !(name in learned));
      if (wrong.length > 0 && Object.keys(learned).length === 0) {
        return {
          refused: 'bad_value',
          because: `Not kept: ${wrong.join(', ')}. ${expected(declared, wrong)}`,
        };
      }
      return { next: { learned }, unless_spoken: 'Noted. Go on with the conversation.' };
    },
  };
}

function expected(declared: SessionBundle['character']['variables'], names: readonly string[]) {
  const types = names.map((name) => `${name}: ${declared[name]?.type ?? 'no such variable'}`);
  return `Expected: ${types.join('; ')}.`;
}
