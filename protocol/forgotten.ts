import { z } from 'zod';

const count = z.int().min(0);

/** How much of everything is there no more. */
export const Forgotten = z.object({
  calls: count,
  events: count,
  messages: count,
  recordings: count,
  callbacks: count,
  desk_entries: count,
});
export type Forgotten = z.infer<typeof Forgotten>;

/** `DELETE /api/callers`: what is there no more of a caller. */
export const ForgottenCaller = Forgotten.extend({
  /** Mentions of their number in what others have said, taken out. */
  mentions: count,
  /** Calls that go on, of which nothing was touched: ask again when they are over. */
  going_on: count,
});
export type ForgottenCaller = z.infer<typeof ForgottenCaller>;
