/** A round weighs no more, unless one alone does. */
const MOST = 200;
/** Milliseconds after which a round that is stuck no longer keeps the next one from beginning. */
const PATIENCE_MS = 50;

interface Asker<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer | PromiseLike<Answer>) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * Answers many at once what each could ask alone: who comes while a round is under way is in one that
 * begins after they asked, so that no answer is older than its question. Where a round fails, all
 * of it fails.
 *
 * Hazard: not to be asked inside a transaction, which the round might wait for.
 *
 * @param answer an answer, or a promise of one that the round does not wait for, for each that asked
 */
export function inRounds<Asked, Answer>(
  answer: (asked: readonly Asked[]) => Promise<readonly (Answer | PromiseLike<Answer>)[]>,
  { most = MOST, weigh = (_: Asked): number => 1, patience_ms = PATIENCE_MS } = {},
): (asked: Asked) => Promise<Answer> {
  const waiting: Asker<Asked, Answer>[] = [];
  let underWay: readonly Asker<Asked, Answer>[] | undefined;
  let called = false;

  const callNext = (): void => {
    if (called || underWay || waiting.length === 0) return;
    called = true;
    // Not yet: whose request has arrived by now is in it, too.
    setImmediate(() => {
      called = false;
      void hold(takeRound());
    });
  };

  const takeRound = () => {
    let weight = 0;
    const beyond = waiting.findIndex(({ asked }, n) => (weight += weigh(asked)) > most && n > 0);
    return waiting.splice(0, beyond < 0 ? waiting.length : beyond);
  };

  const hold = async (round: readonly Asker<Asked, Answer>[]): Promise<void> => {
    underWay = round;
    const makeRoom = () => {
      if (underWay !== round) return;
      underWay = undefined;
      callNext();
    };
    const stuck = setTimeout(makeRoom, patience_ms);
    try {
      const answers = await answer(round.map(({ asked }) => asked));
      for (const [n, { resolve }] of round.entries()) resolve(answers[n] as Answer);
    } catch (fault) {
      for (const { reject } of round) reject(fault);
    }
    clearTimeout(stuck);
    makeRoom();
  };

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      callNext();
    });
}
