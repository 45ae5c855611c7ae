import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codecOf } from '../../gateway/codec.ts';
import { decodeMuLaw, encodeMuLaw } from '../../gateway/mu-law.ts';

const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);

describe('µ-law', () => {
  it('has the values of G.711', () => {
    const known = [0x00, 0x80, 0x0f, 0x8f, 0x70, 0xf0, 0x7f, 0xff];
    expect([...decodeMuLaw(Uint8Array.from(known))]).toEqual([
      -32_124, 32_124, -16_764, 16_764, -120, 120, 0, 0,
    ]);
    expect([...encodeMuLaw(Int16Array.of(0, 32_767, -32_768, 1000, -1000))]).toEqual([
      0xff, 0x80, 0x00, 0xce, 0x4e,
    ]);
  });

  it('gives every byte back, its two zeros aside', () => {
    const back = encodeMuLaw(decodeMuLaw(bytes));
    expect([...back].filter((byte, at) => byte !== at)).toEqual([0xff]);
  });

  it('stays within a sixteenth of every sample', () => {
    const samples = fc.integer({ min: -32_635, max: 32_635 });
    fc.assert(
      fc.property(samples, (sample) => {
        const [heard = 0] = decodeMuLaw(encodeMuLaw(Int16Array.of(sample)));
        expect(Math.abs(heard - sample)).toBeLessThanOrEqual(Math.abs(sample) / 16 + 8);
      }),
    );
  });
});

describe('linear audio', () => {
  const linear = codecOf({ encoding: 'audio/l16', sampleRate: 16_000 });

  it('comes back as it went', () => {
    const pcm = Int16Array.of(0, 1, -1, 32_767, -32_768, 300);
    expect(linear.decode(linear.encode(pcm))).toEqual(pcm);
  });

  it('is little-endian, and has no half a sample', () => {
    expect(linear.encode(Int16Array.of(0x0102))).toBe(Buffer.of(2, 1).toString('base64'));
    expect(linear.decode(Buffer.of(1, 2, 3).toString('base64'))).toBeNull();
  });
});
