import { z } from 'zod';

const MOST_WAITING = 1000;
const LONGEST_ROOM = 128;

/** `POST /api/lines`: how many more calls may begin. */
export const LinesRequest = z.object({
  /** Rooms of calls that were let in and that no worker has opened yet. */
  waiting: z.array(z.string().min(1).max(LONGEST_ROOM)).max(MOST_WAITING),
});
export type LinesRequest = z.infer<typeof LinesRequest>;

export const Lines = z.object({
  /** Calls that may begin beside those that go on and those that wait; never below 0. */
  free: z.number().int().min(0),
});
export type Lines = z.infer<typeof Lines>;
