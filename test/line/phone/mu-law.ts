/** G.711 µ-law (ITU-T G.711, 14 of the 16 bits): what a telephone carries, one byte a sample. */
const BIAS = 0x84;
const CLIP = 32_635;

export function encodeMuLaw(pcm: Int16Array): Buffer {
  return Buffer.from(Uint8Array.from(pcm, byteOf));
}

export function decodeMuLaw(bytes: Uint8Array): Int16Array {
  return Int16Array.from(bytes, sampleOf);
}

function byteOf(sample: number): number {
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  const sign = sample < 0 ? 0x80 : 0;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function sampleOf(byte: number): number {
  const bits = ~byte;
  const exponent = (bits >> 4) & 7;
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << exponent) - BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
}
