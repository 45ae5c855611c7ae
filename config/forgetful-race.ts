interface Contest {
  readonly resolve: (value: unknown) => void;
  readonly reject: (reason: unknown) => void;
}

/** Of a contender that is not settled: the races that it is in and that are not decided. */
const contests = new WeakMap<object, Set<Contest>>();

/**
 * Makes `Promise.race` forget a race that is decided. Safe twice.
 *
 * Hazard: the language's own keeps each race, and what won it, for as long as any of its contenders
 * lives. The framework races each frame of sound against the end of its call, and kept all of them:
 * 16 MB a minute and call.
 */
export function forgetRaces(): void {
  Promise.race = forgetful as typeof Promise.race;
}

function forgetful<T>(this: PromiseConstructor, contenders: Iterable<T>): Promise<unknown> {
  return new this<unknown>((resolve, reject) => {
    const all = new Set<Set<Contest>>();
    const over = () => {
      for (const others of all) others.delete(contest);
    };
    const contest: Contest = {
      resolve: (value) => {
        over();
        resolve(value);
      },
      reject: (reason) => {
        over();
        // What a contender was rejected with is handed on as it is.
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
        reject(reason);
      },
    };
    for (const contender of contenders) {
      const its = isObject(contender) ? contestsOf(contender) : watch(contender);
      its.add(contest);
      all.add(its);
    }
  });
}

function contestsOf(contender: object): Set<Contest> {
  const known = contests.get(contender);
  if (known) return known;
  const its = watch(contender, () => contests.delete(contender));
  contests.set(contender, its);
  return its;
}

/** One reaction, however many races there are. */
function watch(contender: unknown, settled: () => void = () => undefined): Set<Contest> {
  const its = new Set<Contest>();
  Promise.resolve(contender).then(
    (value) => {
      settled();
      for (const { resolve } of its) resolve(value);
    },
    (reason: unknown) => {
      settled();
      for (const { reject } of its) reject(reason);
    },
  );
  return its;
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
