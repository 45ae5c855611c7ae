import type { Context } from 'hono';
import { SINGLE_SIGN_ON, type SignInRefusal } from '../../protocol/operator.ts';

/** To the sign-in page with a code of ours: no word and no address of anybody else's is passed on. */
export function backToTheDoor(c: Context, refused: SignInRefusal) {
  c.set('turnedAway', true);
  return c.redirect(`/console?${SINGLE_SIGN_ON.refusedIn}=${refused}`, 302);
}
