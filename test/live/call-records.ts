import { CallRecord } from '../../protocol/call-record.ts';
import type { TestStack } from './stack.ts';

const LIMIT_MS = 90_000;
const LOOK_MS = 100;

type Wanted =
  { readonly session_id: string } | { readonly room: string } | { readonly caller_id: string };

/** Waits until the stored record of a call fits. */
export async function untilRecord(
  stack: Pick<TestStack, 'url' | 'operatorToken'>,
  wanted: Wanted,
  fits: (record: CallRecord) => boolean,
): Promise<CallRecord> {
  const until = Date.now() + LIMIT_MS;
  for (;;) {
    const record = await recordOf(stack, wanted);
    if (record && fits(record)) return record;
    if (Date.now() > until) throw new Error(`The record never fitted: ${JSON.stringify(record)}`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
}

async function recordOf(stack: Parameters<typeof untilRecord>[0], wanted: Wanted) {
  const headers = { Authorization: `Bearer ${stack.operatorToken}` };
  const get = async (path: string) => fetch(`${stack.url}/api/calls${path}`, { headers });
  let id = 'session_id' in wanted ? wanted.session_id : undefined;
  if (!('session_id' in wanted)) {
    const { calls } = (await (await get('')).json()) as {
      calls: { room: string; caller_id: string | null; session_id: string }[];
    };
    id = calls.find((call) =>
      'room' in wanted ? call.room === wanted.room : call.caller_id === wanted.caller_id,
    )?.session_id;
  }
  if (id === undefined) return null;
  const answer = await get(`/${id}`);
  return answer.status === 200 ? CallRecord.parse(await answer.json()) : null;
}
