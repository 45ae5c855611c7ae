import { z } from 'zod';
import type { SessionBundle } from '../protocol/bundle.ts';
import { textOf } from './text-argument.ts';
import type { Tool } from './tool.ts';

/**
 * From now on the keys of the caller are digits of a number, and reach nobody (T8). The number
 * becomes one of the character's variables, or is only told to it.
 */
export function collectDigits({ character }: SessionBundle): Tool {
  const names = Object.keys(character.variables);
  const length = z.int().min(1).max(32).optional();
  const parameters = z.object({
    length: length.describe('How many digits, where that is known'),
  });
  const into = z.enum(names).optional().describe('The variable that the number becomes');
  return {
    name: 'collect_digits',
    description:
      'Takes a number that the caller types on the keypad. Ask for it in the same turn. Until it is complete no key connects the caller to anybody.',
    parameters: names.length > 0 ? parameters.extend({ into }) : parameters,
    run(args) {
      const name = textOf(args['into']);
      const count = args['length'];
      return {
        next: {
          collect: {
            ...(name !== undefined && { into: name }),
            ...(typeof count === 'number' && { length: count }),
          },
        },
        unless_spoken: 'Ask for the number now.',
      };
    },
  };
}
