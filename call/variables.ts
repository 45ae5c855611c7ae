import type { VariableDeclaration } from '../protocol/character.ts';
import type { Scalar, Variables } from '../protocol/context.ts';

const READ: Record<VariableDeclaration['type'], (value: unknown) => Scalar | undefined> = {
  string: (value) => {
    const isText =
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    return isText ? String(value).trim() || undefined : undefined;
  },
  number: (value) => {
    const number = typeof value === 'string' && value.trim() === '' ? NaN : Number(value);
    return Number.isFinite(number) ? number : undefined;
  },
  boolean: (value) => {
    if (typeof value === 'boolean') return value;
    const word = String(value).trim().toLowerCase();
    return word === 'true' || word === 'yes'
      ? true
      : word === 'false' || word === 'no'
        ? false
        : undefined;
  },
};

/** The given values that are declared and of their type; all others are left out. */
export function takeVariables(
  given: Record<string, unknown>,
  declared: Record<string, VariableDeclaration>,
): Variables {
  const taken: Variables = {};
  for (const [name, declaration] of Object.entries(declared)) {
    const value = given[name];
    if (value === undefined || value === null) continue;
    const read = READ[declaration.type](value);
    if (read !== undefined) taken[name] = read;
  }
  return taken;
}
