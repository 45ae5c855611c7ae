import type { Comparison, Condition } from '../protocol/condition.ts';
import type { Scalar } from '../protocol/context.ts';

/** What a condition may speak of: `trustedScope` in `scope.ts`. */
export type Facts = Readonly<Record<string, unknown>>;

/**
 * Whether a condition holds (T7). What is not known decides nothing: a comparison with it never
 * holds, `!=` included. Text compares without case, as it came from a voice; an order compares numbers.
 */
export function holds(condition: Condition, facts: Facts): boolean {
  if ('always' in condition) return true;
  if ('all' in condition) return condition.all.every((one) => holds(one, facts));
  if ('any' in condition) return condition.any.some((one) => holds(one, facts));
  const known = valueOf(condition.variable, facts);
  return known !== undefined && compare(condition, known);
}

/** The variables that a condition asks of, each once. What it wants them to be it does not tell. */
export function variablesIn(condition: Condition): readonly string[] {
  if ('always' in condition) return [];
  if ('variable' in condition) return [condition.variable];
  const parts = 'all' in condition ? condition.all : condition.any;
  return [...new Set(parts.flatMap(variablesIn))];
}

/** A variable by its path; undefined where nothing is known of it. */
export function valueOf(path: string, facts: Facts): Scalar | undefined {
  let found: unknown = facts;
  for (const step of path.split('.')) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step))
      return undefined;
    found = (found as Record<string, unknown>)[step];
  }
  if (typeof found === 'string') return found.trim() === '' ? undefined : found;
  return typeof found === 'number' || typeof found === 'boolean' ? found : undefined;
}

function compare({ op, value }: Comparison, known: Scalar): boolean {
  if (Array.isArray(value)) return value.some((one) => same(known, one));
  switch (op) {
    case '==':
      return same(known, value);
    case '!=':
      return !same(known, value);
    case 'contains':
      return plain(known).includes(plain(value));
    case 'in':
      return same(known, value);
    default:
      return ordered(op, Number(plain(known)), Number(plain(value)));
  }
}

function ordered(op: '>' | '>=' | '<' | '<=', left: number, right: number): boolean {
  if (op === '>') return left > right;
  if (op === '>=') return left >= right;
  return op === '<' ? left < right : left <= right;
}

/** "12" is 12 and "True" is true: who fills a variable in does not always keep to its type. */
function same(known: Scalar, value: Scalar): boolean {
  return plain(known) === plain(value);
}

function plain(value: Scalar): string {
  return String(value).trim().toLowerCase();
}
