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

// Loops: `from` with a function asks an iterator for each of 8,000 samples a second and call.
export function encodeMuLaw(pcm: Int16Array): Uint8Array {
  const bytes = new Uint8Array(pcm.length);
  for (let at = 0; at < pcm.length; at += 1) bytes[at] = BYTE_OF[(pcm[at] ?? 0) & 0xffff] ?? 0xff;
  return bytes;
}

export function decodeMuLaw(bytes: Uint8Array): Int16Array {
  const pcm = new Int16Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) pcm[at] = SAMPLE_OF[bytes[at] ?? 0xff] ?? 0;
  return pcm;
}
