/** One statement has room for so many of a worker's largest batches. */
const MOST = 32;
/** Milliseconds after which a round that is stuck no longer keeps the next one from beginning. */
const PATIENCE_MS = 50;

interface Asker<Asked, Answer> {
  readonly asked: Asked;
  readonly resolve: (answer: Answer | PromiseLike<Answer>) => void;
  readonly reject: (fault: unknown) => void;
}

/**
 * Answers many at once what each could ask alone: who comes while a round is under way is in the next
 * one, which begins after they asked, so that no answer is older than its question. Where a round
 * fails, each of it is asked for alone, and only whose own fails hears of it.
 *
 * @param answer an answer, or a promise of one, for each that asked, in their order
 */
export function inRounds<Asked, Answer>(
  answer: (asked: readonly Asked[]) => Promise<readonly (Answer | PromiseLike<Answer>)[]>,
  { most = MOST, patience_ms = PATIENCE_MS } = {},
): (asked: Asked) => Promise<Answer> {
  type Round = readonly Asker<Asked, Answer>[];
  const waiting: Asker<Asked, Answer>[] = [];
  let underWay: Round | undefined;
  let called = false;

  const callNext = (): void => {
    if (called || underWay || waiting.length === 0) return;
    called = true;
    // Not yet: whose request has arrived by now is in it, too.
    setImmediate(() => {
      called = false;
      void hold(waiting.splice(0, most));
    });
  };

  const hold = async (round: Round): Promise<void> => {
    underWay = round;
    const makeRoom = () => {
      if (underWay !== round) return;
      underWay = undefined;
      callNext();
    };
    const stuck = setTimeout(makeRoom, patience_ms);
    await answerAll(round);
    clearTimeout(stuck);
    makeRoom();
  };

  const answerAll = async (round: Round): Promise<void> => {
    try {
      const answers = await answer(round.map(({ asked }) => asked));
      for (const [n, { resolve }] of round.entries()) resolve(answers[n] as Answer);
    } catch (fault) {
      if (round.length > 1) await Promise.all(round.map((one) => answerAll([one])));
      else round[0]?.reject(fault);
    }
  };

  return (asked) =>
    new Promise((resolve, reject) => {
      waiting.push({ asked, resolve, reject });
      callNext();
    });
}
