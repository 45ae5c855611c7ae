/** What is measured again and again while nothing new happens. */
export interface Sample {
  readonly minute: number;
  readonly megabytes: number;
}

/** Megabytes that are added a minute, by the line that fits best. */
export function slopeOf(samples: readonly Sample[]): number {
  const mean = (all: readonly number[]) => all.reduce((sum, one) => sum + one, 0) / all.length;
  const [minute, megabytes] = [
    mean(samples.map((one) => one.minute)),
    mean(samples.map((one) => one.megabytes)),
  ];
  const across = samples.reduce(
    (sum, one) => sum + (one.minute - minute) * (one.megabytes - megabytes),
    0,
  );
  const along = samples.reduce((sum, one) => sum + (one.minute - minute) ** 2, 0);
  return across / along;
}
