import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '..');
const FOLDERS = [
  'protocol',
  'call',
  'tools',
  'agent',
  'speech',
  'backend',
  'gateway',
  'config',
  'web',
  'stack',
];

/** Whom each folder may import, itself aside. */
const MAY: Record<string, string[]> = {
  protocol: [],
  config: [],
  call: ['protocol'],
  tools: ['call', 'protocol'],
  speech: ['config', 'protocol'],
  agent: ['tools', 'call', 'speech', 'config', 'protocol'],
  backend: ['call', 'config', 'protocol'],
  gateway: ['config', 'protocol'],
  web: ['protocol'],
  stack: ['config', 'protocol', 'speech'],
};

function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter(
      (entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts'),
    )
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)));
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g)].map((match) => match[1]!);
}

const files = FOLDERS.flatMap((folder) => filesIn(folder));

describe('the house', () => {
  it('keeps the arrows between its folders', () => {
    const crossed = files.flatMap((file) =>
      importsOf(file)
        .filter((target) => target.startsWith('.'))
        .map((target) => relative(ROOT, resolve(ROOT, dirname(file), target)).split('/')[0]!)
        .filter((to) => to !== file.split('/')[0])
        .filter((to) => !MAY[file.split('/')[0]!]?.includes(to))
        .map((to) => `${file} → ${to}`),
    );
    expect(crossed).toEqual([]);
  });

  it.each(['bench', 'lab'])('is measured and tried from outside: nobody needs %s', (outside) => {
    const needed = new RegExp(`^(\\.\\.?/)+${outside}/`);
    const needing = files.filter((file) => importsOf(file).some((target) => needed.test(target)));
    expect(needing).toEqual([]);
    expect(filesIn(outside)).toContain(`${outside}/main.ts`);
  });

  it('reads the environment in one place', () => {
    const readers = files.filter((file) =>
      /process\.env\b/.test(readFileSync(join(ROOT, file), 'utf8')),
    );
    expect(readers).toEqual(['config/env.ts']);
  });

  it('has no circle of imports', () => {
    const seen = new Map<string, 'open' | 'done'>();
    const circles: string[] = [];
    const walk = (file: string, path: string[]) => {
      if (seen.get(file) === 'done') return;
      if (seen.get(file) === 'open') {
        circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
        return;
      }
      seen.set(file, 'open');
      for (const target of importsOf(file)) {
        if (!target.startsWith('.')) continue;
        const next = relative(ROOT, resolve(ROOT, dirname(file), target));
        if (files.includes(next)) walk(next, [...path, file]);
      }
      seen.set(file, 'done');
    };
    for (const file of files) walk(file, []);
    expect(circles).toEqual([]);
  });
});
