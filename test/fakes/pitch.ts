const LOWEST_HZ = 60;
const HIGHEST_HZ = 320;
const WINDOW_S = 0.04;
const HOP_S = 0.02;
const VOICED = 0.5;

/** Median pitch in hertz of the voiced parts of speech (mono PCM); NaN where none is voiced. */
export function medianPitch(pcm: Int16Array, rate: number): number {
  const window = Math.round(WINDOW_S * rate);
  const loudest = pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  const pitches: number[] = [];
  for (let at = 0; at + 2 * window < pcm.length; at += Math.round(HOP_S * rate)) {
    const pitch = pitchAt(pcm, at, window, rate, loudest / 10);
    if (pitch !== null) pitches.push(pitch);
  }
  pitches.sort((one, other) => one - other);
  return pitches[Math.floor(pitches.length / 2)] ?? Number.NaN;
}

/** By autocorrelation; the shortest period that is nearly as good as the best, against octaves. */
function pitchAt(
  pcm: Int16Array,
  at: number,
  window: number,
  rate: number,
  quiet: number,
): number | null {
  const [shortest, longest] = [Math.floor(rate / HIGHEST_HZ), Math.ceil(rate / LOWEST_HZ)];
  const energy = product(pcm, at, at, window);
  if (Math.sqrt(energy / window) < quiet / 2) return null;
  const likeness: number[] = [];
  for (let lag = shortest; lag <= longest; lag += 1) {
    const other = product(pcm, at + lag, at + lag, window);
    likeness.push(product(pcm, at, at + lag, window) / Math.sqrt(energy * other + 1));
  }
  const best = Math.max(...likeness);
  if (best < VOICED) return null;
  const peak = likeness.findIndex(
    (value, index) =>
      value > 0.9 * best &&
      value >= (likeness[index - 1] ?? -1) &&
      value >= (likeness[index + 1] ?? -1),
  );
  return peak <= 0 ? null : rate / (shortest + peak);
}

function product(pcm: Int16Array, one: number, other: number, length: number): number {
  let sum = 0;
  for (let index = 0; index < length; index += 1) {
    sum += (pcm[one + index] ?? 0) * (pcm[other + index] ?? 0);
  }
  return sum;
}
