import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A character file; `more` goes into the front matter. */
export function characterText(name: string, more = '', prompt = `You are ${name}.`): string {
  return `---\nname: ${name}\ndescription: ${name} answers.\ngreeting: Hi, ${name} here.\n${more}---\n${prompt}\n`;
}

/** A folder of characters that goes when the test ends. */
export function characterFolder(files: Record<string, string>) {
  const dir = mkdtempSync(join(tmpdir(), 'baton-characters-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(dir, name), text);
  };
  for (const [name, text] of Object.entries(files)) write(name, text);
  const remove = () => {
    rmSync(dir, { recursive: true, force: true });
  };
  return { dir, write, remove };
}
