import { z } from 'zod';
import type { Tool } from './tool.ts';

/** From now on the keys of the caller are digits of a number, and reach nobody (T8). */
export const collectDigits: Tool = {
  name: 'collect_digits',
  description:
    'Takes a number that the caller types on the keypad. Ask for it in the same turn. Until it is complete no key connects the caller to anybody.',
  parameters: z.object({
    into: z.string().min(1).describe('Name of the variable that the number becomes'),
    length: z.int().min(1).max(32).optional().describe('How many digits, where that is known'),
  }),
  run(args) {
    const into = String(args['into']);
    const length = typeof args['length'] === 'number' ? { length: args['length'] } : {};
    return {
      next: { collect: { into, ...length } },
      unless_spoken: 'Ask for the number now.',
    };
  },
};
