/** A text that a model gave, trimmed; undefined where it gave none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() ? value.trim() : undefined;
}
