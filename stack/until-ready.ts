import { obituary, type Child } from './child.ts';
import { StepFailure } from './step-failure.ts';
import { untilAnswers, type Waiting } from './until-answers.ts';

/** Waits until a child answers at `url`. Throws StepFailure when it ends, or the limit passes. */
export async function untilReady(child: Child, url: string, waiting: Waiting): Promise<void> {
  const over = new AbortController();
  const died = child.ended.then((end) => {
    over.abort();
    throw new StepFailure(obituary(child, end), `read ${child.log}`);
  });
  // Once the wait is over nobody listens any more; the child's end is watched by others then.
  died.catch(() => undefined);
  const answered = untilAnswers(url, {
    ...waiting,
    signal: AbortSignal.any([waiting.signal, over.signal]),
  });
  answered.catch(() => undefined);
  if (await Promise.race([died, answered])) return;
  throw new StepFailure(
    `The ${child.name} did not say in time that it is ready (${url}). Its last lines:\n${child.tail()}`,
    `read ${child.log}`,
  );
}
