import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Rolldown } from 'vite';
import { beforeAll, describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');

let files: Rolldown.RolldownOutput['output'];
beforeAll(async () => {
  const built = await build({
    configFile: join(ROOT, 'vite.config.ts'),
    logLevel: 'silent',
    build: { write: false },
  });
  files = (built as Rolldown.RolldownOutput).output;
});

/** The package that a module is of; none for our own. */
const packageOf = (module: string) =>
  /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules\/)/.exec(module)?.slice(1) ?? [];

/** The LiveKit client is published with parts of other packages inside. */
const inside = (name: string): string[] => {
  if (name !== 'livekit-client') return [];
  const map = JSON.parse(read(`node_modules/${name}/dist/livekit-client.esm.mjs.map`)) as {
    sources: string[];
  };
  return map.sources.flatMap(packageOf);
};

const packages = () => {
  const modules = files.flatMap((file) => (file.type === 'chunk' ? file.moduleIds : []));
  const direct = new Set(modules.flatMap(packageOf));
  return { direct, all: new Set([...direct, ...[...direct].flatMap(inside)]) };
};

describe('the built pages', () => {
  it('hold no package that the notices do not name with its licence', () => {
    const { all } = packages();
    expect(all).toContain('livekit-client');
    const notices = read('docs/notices.md').split('\n');
    const missing = [...all].filter((name) => {
      const { license } = JSON.parse(read(`node_modules/${name}/package.json`)) as {
        license: string;
      };
      const spdx = license.replace(/[()]/g, '');
      return !notices.some((line) => line.includes(`\`${name}\``) && line.includes(spdx));
    });
    expect(missing).toEqual([]);
  });

  it('come with the licence texts of the packages in them', () => {
    const texts = files.find((file) => file.fileName === 'licenses.md');
    const text = texts?.type === 'asset' ? String(texts.source) : '';
    for (const name of packages().direct) expect(text).toContain(`## ${name} `);
  });
});
