/** What stands in a field of a form, without the blanks around it; a file is no text. */
export function textIn(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === 'string' ? value.trim() : '';
}
