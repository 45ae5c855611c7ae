import { sql, type RawBuilder } from 'kysely';

/**
 * A value that a partial index is limited to, spelt as there. A plan that is kept is made for any
 * parameters, and of a parameter nobody knows that the index has what is asked for.
 */
export function asInIndex<const Value extends string | boolean>(value: Value): RawBuilder<Value> {
  return sql.lit(value);
}
