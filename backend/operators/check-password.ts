import type { Refusal } from '../problem.ts';
import { fitsHash } from './password.ts';
import type { Operator, Roster } from './roster.ts';

/** Each check takes 32 MiB and a tenth of a second of a core: one at a time, and no long queue. */
const LONGEST_QUEUE = 16;

let waiting = 0;
let last: Promise<unknown> = Promise.resolve();

/** Which of the two was wrong is nobody's business, and takes no other time. */
export async function checkPassword(
  roster: Roster,
  name: string,
  password: string,
): Promise<Operator | Refusal> {
  const operator = await roster.find(name);
  if (waiting >= LONGEST_QUEUE)
    return { refused: 'rate_limited', because: 'Many are signing in. Try again in a moment.' };
  const hash = operator?.password ?? roster.decoy();
  const fits = await inTurn(() => fitsHash(password, hash));
  if (operator && fits) return operator;
  return { refused: 'wrong_credentials', because: 'Check both and try again.' };
}

async function inTurn(check: () => Promise<boolean>): Promise<boolean> {
  waiting += 1;
  const turn = last.then(check, check);
  last = turn;
  return turn.finally(() => {
    waiting -= 1;
  });
}
