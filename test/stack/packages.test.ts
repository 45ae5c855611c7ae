import { expect, test } from 'vitest';
import { nodeIsNewEnough, packagesAreFresh } from '../../stack/packages.mjs';

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' },
    'node_modules/mac-only': { version: '2.0.0', integrity: 'sha512-m', optional: true },
  },
};
const installed = { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-a' } } };

test('Node 20.19 and everything newer can run Baton', () => {
  expect(['20.18.3', '18.20.0', '20.19.0', '22.0.0', '24.1.0'].map(nodeIsNewEnough)).toEqual([
    false,
    false,
    true,
    true,
    true,
  ]);
});

test('installed packages that match the lock file are not installed again', () => {
  expect(packagesAreFresh(lock, installed, false)).toBe(true);
});

test('a package of another version, another content or none at all asks for an install', () => {
  const other = (a: object) => ({ packages: { 'node_modules/a': a } });
  expect(packagesAreFresh(lock, other({ version: '1.0.1', integrity: 'sha512-a' }), false)).toBe(
    false,
  );
  expect(packagesAreFresh(lock, other({ version: '1.0.0', integrity: 'sha512-x' }), false)).toBe(
    false,
  );
  expect(packagesAreFresh(lock, { packages: {} }, false)).toBe(false);
});

test('an optional package that is absent asks for an install only when the lock file is newer', () => {
  expect(packagesAreFresh(lock, installed, true)).toBe(false);
});
