import { expect } from 'vitest';
import { soundsLike } from './sounds-like.ts';

declare module 'vitest' {
  interface Matchers<T> {
    /** These words are somewhere in what was heard, as far as a recogniser can tell. */
    toSoundLike: (words: string) => T;
  }
}

expect.extend({
  toSoundLike(heard: string, words: string) {
    return {
      pass: soundsLike(heard, words),
      message: () => `"${words}" ${this.isNot ? 'is' : 'is not'} in what was heard: "${heard}"`,
    };
  },
});
