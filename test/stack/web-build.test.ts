import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { webIsStale } from '../../stack/web-build.ts';

function tree(times: Record<string, number>): string {
  const root = mkdtempSync(join(tmpdir(), 'baton-web-'));
  onTestFinished(() => {
    rmSync(root, { recursive: true });
  });
  for (const [path, time] of Object.entries(times)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), '');
    utimesSync(join(root, path), time, time);
  }
  return root;
}

test('a page that was never built is built', () => {
  expect(webIsStale(tree({ 'web/widget/widget.ts': 100 }))).toBe(true);
});

test('a page newer than all its sources is left alone', () => {
  expect(webIsStale(tree({ 'web/widget/widget.ts': 100, 'dist/web/index.html': 200 }))).toBe(false);
});

test('a change in the page or in the protocol asks for a build', () => {
  const built = { 'dist/web/index.html': 200, 'web/widget/widget.ts': 100 };
  expect(webIsStale(tree({ ...built, 'web/widget/widget.ts': 300 }))).toBe(true);
  expect(webIsStale(tree({ ...built, 'protocol/names.ts': 300 }))).toBe(true);
});
