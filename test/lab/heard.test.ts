import { describe, expect, it } from 'vitest';
import { courseLikeness, courseOf, soundsIn } from '../../lab/sound-likeness.ts';
import { atRate } from '../line/mouth.ts';
import { callerSays } from '../live/caller-voice.ts';
import { withSilence } from '../live/pcm.ts';

const BUSY = 'I am sorry, the sales team is on another call.';
const DECLINED = 'I am sorry, the sales team cannot take the call now.';

describe('whether a sentence was heard', () => {
  it('is heard in the sound, at a telephone’s bandwidth, and not taken for a sentence like it', async () => {
    const said = await callerSays(BUSY, { voice: 'slt', after_ms: 0 });
    const heard = withSilence({ pcm: atRate(said, 8000), rate: 8000 }, 1500, 900);
    expect(await soundsIn(heard, BUSY, ['slt', 'rms'])).toBe(true);
    expect(await soundsIn(heard, DECLINED, ['slt', 'rms'])).toBe(false);
    expect(await soundsIn(heard, BUSY, ['rms'])).toBe(false);
  });

  it('needs all of the sentence: its first half is not it', async () => {
    const said = await callerSays(BUSY, { voice: 'slt', after_ms: 0 });
    const half = { pcm: said.pcm.subarray(0, said.pcm.length / 2), rate: said.rate };
    const heard = withSilence(half, 500, 4000);
    expect(courseLikeness(courseOf(heard), courseOf(said))).toBeLessThan(0.85);
  });
});
