/** G.711 µ-law (ITU-T G.711, 14 of the 16 bits), one byte a sample, by tables. */
const BIAS = 0x84;
const CLIP = 32_635;

const SAMPLE_OF = Int16Array.from({ length: 256 }, (_, byte) => {
  const bits = ~byte;
  const magnitude = ((((bits & 0x0f) << 3) + BIAS) << ((bits >> 4) & 7)) - BIAS;
  return bits & 0x80 ? -magnitude : magnitude;
});

/** By the sample's 16 bits read as an unsigned number. */
const BYTE_OF = Uint8Array.from({ length: 65_536 }, (_, word) => {
  const sample = word < 32_768 ? word : word - 65_536;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = 24 - Math.clz32(magnitude);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~((sample < 0 ? 0x80 : 0) | (exponent << 4) | mantissa) & 0xff;
});

export function encodeMuLaw(pcm: Int16Array): Uint8Array {
  return Uint8Array.from(pcm, (sample) => BYTE_OF[sample & 0xffff] ?? 0xff);
}

export function decodeMuLaw(bytes: Uint8Array): Int16Array {
  return Int16Array.from(bytes, (byte) => SAMPLE_OF[byte] ?? 0);
}
