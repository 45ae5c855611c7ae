/** What says where an event stands among those of its call. */
interface Placed {
  readonly id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly at: string;
}

/**
 * A call's events in the one order in which they are told, each id once, however they came.
 *
 * A worker's stand by (epoch, seq), and so do the backend's own, which are epoch 0. The two are laid
 * into each other by `at`; at the same moment the worker's comes first. A clock that was set back
 * changes no writer's order: an event counts as no later than the writer's next one.
 */
export function inOrder<E extends Placed>(events: readonly E[]): E[] {
  const unique = [...new Map(events.map((event) => [event.id, event])).values()];
  unique.sort((a, b) => a.epoch - b.epoch || a.seq - b.seq || (a.id < b.id ? -1 : 1));
  const workers = placed(unique.filter(({ epoch }) => epoch > 0));
  const own = placed(unique.filter(({ epoch }) => epoch === 0));
  const all: E[] = [];
  for (const { event, moment } of own) {
    const until = workers.findIndex((worker) => worker.moment > moment);
    const before = workers.splice(0, until < 0 ? workers.length : until);
    all.push(...before.map((worker) => worker.event), event);
  }
  return [...all, ...workers.map(({ event }) => event)];
}

/** With the moment at which each is taken to have happened; ISO times in UTC sort as text. */
function placed<E extends Placed>(events: readonly E[]): { event: E; moment: string }[] {
  let next = '\uffff';
  return events
    .toReversed()
    .map((event) => {
      if (event.at < next) next = event.at;
      return { event, moment: next };
    })
    .reverse();
}
