import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { testsOnAStore } from './test/backend/on-a-store.ts';
import { PATIENCE_MS } from './test/patience.ts';

const expect = { poll: { timeout: PATIENCE_MS } };

/** `unit` is fast and offline; `postgres` is what of it stands on a store, on a real Postgres; `live` runs the real server, the real browser and real audio. */
export default defineConfig({
  test: {
    // Half of a test's time it waits for something; one fewer than the cores, as is usual, is one of two.
    maxWorkers: Math.max(2, availableParallelism()),
    tags: [{ name: 'nightly', description: 'Too long for each change: npm test -- nightly.' }],
    projects: [
      {
        test: {
          name: 'unit',
          expect,
          include: ['test/**/*.test.ts'],
          exclude: ['test/live/**', 'test/chaos/**', 'test/load/load.test.ts'],
          globalSetup: ['test/backend/store-template.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'postgres',
          expect,
          include: testsOnAStore(import.meta.dirname),
          globalSetup: ['test/backend/postgres-server.ts'],
          testTimeout: 120_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'chaos',
          expect,
          include: ['test/chaos/**/*.test.ts'],
          fileParallelism: false,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'load',
          expect,
          include: ['test/load/load.test.ts'],
          globalSetup: ['test/live/ready-machine.ts'],
          setupFiles: ['test/live/quiet-native.ts'],
          pool: 'forks',
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'live',
          expect,
          include: ['test/live/**/*.test.ts'],
          globalSetup: ['test/live/ready-machine.ts', 'test/backend/store-template.ts'],
          setupFiles: ['test/live/expect-sound.ts', 'test/live/quiet-native.ts'],
          // Native parts (WebRTC, speech recognition) do not like worker threads.
          pool: 'forks',
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
