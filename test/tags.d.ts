import 'vitest';

/** As `vitest.config.ts` declares them. */
declare module 'vitest' {
  interface TestTags {
    tags: 'nightly';
  }
}
