/** Deeper than anything that is meant; what writes or checks JSON goes down level by level and would break. */
const DEEPEST = 40;

/** Whether a JSON value is nested no deeper than anybody needs. */
export function isShallow(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; depth <= DEEPEST; depth += 1) {
    level = level.flatMap((one): unknown[] =>
      typeof one === 'object' && one !== null ? Object.values(one) : [],
    );
    if (level.length === 0) return true;
  }
  return false;
}
