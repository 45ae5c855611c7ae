import { lives, processesOf } from './processes.ts';
import type { House } from './house.ts';
import type { Leaks } from './result.ts';

/** An empty room is closed by the server after 20 s. */
const LIMIT_MS = 45_000;
const LOOK_MS = 250;

/**
 * What of a call that is over is still there after a bounded wait: its room by the server's list, its
 * processes by the kernel's table, its jobs in the queue by the webhook that is the last of them.
 */
export async function leaksOf(
  { rooms, whose, hooks }: House,
  { room, session_id }: { readonly room: string; readonly session_id: string | null },
): Promise<Leaks> {
  const since = Date.now();
  const job = session_id === null ? null : whose.jobOf(session_id);
  for (;;) {
    const listed = room !== '' && (await rooms.listRooms([room])).length > 0;
    const told = hooks.of(session_id ?? '').map(({ payload }) => payload.type);
    const left: Leaks = {
      room: listed ? room : null,
      processes: job !== null && lives(job) ? [job] : [],
      webhooks: session_id === null || told.includes('call.completed') ? [] : ['call.completed'],
      waited_ms: Date.now() - since,
    };
    if (isNothing(left) || left.waited_ms > LIMIT_MS) return left;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

export function isNothing({ room, processes, webhooks }: Leaks): boolean {
  return room === null && processes.length === 0 && webhooks.length === 0;
}

/** A worker without a call: the processes it had before the first one, and no more. */
export function countProcesses({ stack }: House): number {
  return processesOf(stack.firstWorker().pid).length;
}

/** What the house has left once every call is over, in words. */
export async function leftBehind(house: House, before: number): Promise<string[]> {
  const until = Date.now() + LIMIT_MS;
  for (;;) {
    const rooms = await house.rooms.listRooms();
    const more = countProcesses(house) - before;
    const left = [
      ...rooms.map(({ name }) => `the room ${name}`),
      ...(more > 0 ? [`${more} processes of the worker`] : []),
    ];
    if (left.length === 0 || Date.now() > until) return left;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}
