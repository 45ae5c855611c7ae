import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { Message, MESSAGE_STATES } from '../../protocol/message.ts';
import type { AppDeps } from '../app-deps.ts';
import { recordingPath } from '../jobs/letter.ts';
import { addresseeOf } from '../jobs/message-events.ts';
import { wayTo } from '../jobs/message-ways.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { isRefusal, problem, refusals, type Refusal } from '../problem.ts';
import { newestVersion } from '../store/character-versions.ts';
import {
  deliverAgain,
  findMessage,
  holdMessage,
  listMessages,
  tickMessage,
  type ListedMessage,
  type MessageCursor,
} from '../store/inbox.ts';
import type { Db, Tx } from '../store/store.ts';

const PAGE = 50;
const LARGEST_PAGE = 200;

/** One page of messages, newest first; `next` goes into `?before=` for the page after it. */
const MessagePage = z.object({ messages: z.array(Message), next: z.string().nullable() });

const Before = z
  .string()
  .transform((text) => text.split('~'))
  .pipe(z.tuple([z.iso.datetime(), z.uuid()], 'the `next` of an earlier page'))
  .transform(([at, message_id]): MessageCursor => ({ created_at: new Date(at), message_id }));

const params = z.object({ message_id: z.uuid() });
const UNKNOWN: Refusal = {
  refused: 'unknown_message',
  because: 'No caller has left such a message.',
};

/** What callers have left, as an operator sees it and ticks it off. */
export function inboxRoutes(app: OpenAPIHono, deps: AppDeps): void {
  listRoute(app, deps);
  const tick = (at: (now: Date) => Date | null) => (message_id: string) =>
    deps.store.run(async (db) => {
      const ticked = await tickMessage(db, message_id, at(deps.now()));
      return ticked ? shownOne(db, message_id) : UNKNOWN;
    });
  verbRoute(app, deps, {
    verb: 'done',
    summary: 'Ticks a message off; a delivery under way goes on',
    description: 'It is done',
    act: tick((now) => now),
  });
  verbRoute(app, deps, {
    verb: 'undone',
    summary: 'Takes a tick back',
    description: 'It is not done',
    act: tick(() => null),
  });
  verbRoute(app, deps, {
    verb: 'deliver',
    summary: 'Delivers a message now, with all its attempts, to the mailbox of today',
    description: 'It is due',
    act: (message_id) => deps.store.transaction((tx) => again(tx, deps, message_id)),
    refuses: true,
  });
}

function listRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/messages',
    summary: 'Messages, newest first',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    request: {
      query: z.object({
        limit: z.coerce.number().int().min(1).max(LARGEST_PAGE).default(PAGE),
        state: z.enum(MESSAGE_STATES).optional(),
        done: z.enum(['true', 'false']).optional(),
        before: Before.optional(),
      }),
    },
    responses: {
      200: {
        description: 'A page of messages',
        content: { 'application/json': { schema: MessagePage } },
      },
      ...refusals('bad_request', 'unauthorized'),
    },
  });
  app.openapi(route, async (c) => {
    const { done, ...asked } = c.req.valid('query');
    const page = { ...asked, done: done && done === 'true' };
    const rows = await deps.store.run((db) => listMessages(db, page));
    const last = rows.length < asked.limit ? undefined : rows.at(-1);
    const next = last ? `${last.created_at.toISOString()}~${last.message_id}` : null;
    return c.json({ messages: rows.map(shown), next }, 200);
  });
}

interface Verb {
  verb: 'done' | 'undone' | 'deliver';
  summary: string;
  description: string;
  act: (message_id: string) => Promise<Message | Refusal>;
  /** Whether it may be refused where there is such a message. */
  refuses?: boolean;
}

function verbRoute(app: OpenAPIHono, deps: AppDeps, of: Verb): void {
  const { verb, summary, description, act, refuses } = of;
  const route = createRoute({
    method: 'post',
    path: `/api/messages/{message_id}/${verb}`,
    summary,
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    request: { params },
    responses: {
      200: { description, content: { 'application/json': { schema: Message } } },
      ...refusals('bad_request', 'unauthorized', 'unknown_message'),
      ...(refuses && refusals('not_deliverable')),
    },
  });
  app.openapi(route, async (c) => {
    const message = await act(c.req.valid('param').message_id);
    if (isRefusal(message)) return problem(c, message);
    deps.messages?.wake();
    return c.json(message, 200);
  });
}

async function again(tx: Tx, deps: AppDeps, message_id: string): Promise<Message | Refusal> {
  const row = await holdMessage(tx, message_id);
  if (!row) return UNKNOWN;
  const ways = deps.messages?.ways ?? {};
  const addressee = await addresseeOf(tx, row, await newestVersion(tx), ways);
  if (addressee === null)
    return { refused: 'not_deliverable', because: 'There is no mailbox and no BATON_MAIL_TO.' };
  const way = wayTo(addressee, ways);
  if ('missing' in way) return { refused: 'not_deliverable', because: way.missing };
  await deliverAgain(tx, row, addressee, deps.now());
  return shownOne(tx, message_id);
}

async function shownOne(db: Db, message_id: string): Promise<Message | Refusal> {
  const row = await findMessage(db, message_id);
  return row ? shown(row) : UNKNOWN;
}

function shown({
  delivery: _delivery,
  taken_until: _taken_until,
  entry_id: _entry_id,
  recorded,
  ...row
}: ListedMessage): Message {
  return {
    ...row,
    recording: recorded ? recordingPath(row) : null,
    due_at: row.due_at.toISOString(),
    delivered_at: row.delivered_at?.toISOString() ?? null,
    done_at: row.done_at?.toISOString() ?? null,
    left_at: row.left_at.toISOString(),
    created_at: row.created_at.toISOString(),
  };
}
