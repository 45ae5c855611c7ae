/** Where a notice stands: the epoch counts workers, the sequence what one worker wrote. */
export interface Place {
  readonly epoch: number;
  readonly seq: number;
}

/** Whether `a` was written after `b`. */
export function isNewer(a: Place, b: Place): boolean {
  return a.epoch > b.epoch || (a.epoch === b.epoch && a.seq > b.seq);
}
