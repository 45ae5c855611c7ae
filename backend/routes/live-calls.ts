import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import type { LiveNews } from '../../protocol/live-call.ts';
import type { AppDeps } from '../app-deps.ts';
import { ANY_CALL } from '../lease-bell.ts';
import { LiveReader, type PlacedNews } from '../live-news.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { refusals } from '../problem.ts';
import { changedSpeakers } from '../speaking-now.ts';

/** Between two looks at the store, where nobody rings: another backend may have written. */
const LOOK_MS = 1000;
/** Looks after which a proxy hears something, and a session is asked for again. */
const BEAT = 10;

/** Calls that go on, as they go on: for the inbox of the console. */
export function liveCallRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/calls/live',
    summary: 'Server-sent events; each `data:` is a LiveNews. Goes on after `Last-Event-ID`',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    responses: {
      200: {
        description: 'A snapshot, then what happens',
        content: { 'text/event-stream': { schema: z.string() } },
      },
      ...refusals('unauthorized'),
    },
  });
  app.openapi(route, (c) => {
    const { still } = c.get('actor');
    const last = /^\d{1,15}$/.exec(c.req.header('Last-Event-ID') ?? '')?.[0];
    const left = new AbortController();
    const over = AbortSignal.any([left.signal, deps.stopping]);
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => {
        left.abort();
      });
      const reader = new LiveReader(deps.store);
      const tell = async (all: readonly PlacedNews[]) => {
        for (const { position, news } of all)
          await stream.writeSSE({ id: String(position), data: JSON.stringify(news) });
      };
      let speaking: ReturnType<typeof deps.speaking.all> = new Map();
      const tellSpeakers = async () => {
        const now = deps.speaking.all(deps.now());
        for (const [session_id, who] of changedSpeakers(speaking, now)) {
          const news = { type: 'speaking', session_id, who: [...who] } satisfies LiveNews;
          await stream.writeSSE({ data: JSON.stringify(news) });
        }
        speaking = now;
      };
      // What fails here must not reach hono, which would send the error's text.
      try {
        await tell(await reader.begin(last === undefined ? undefined : Number(last), deps.now()));
        for (let look = 1; !over.aborted; look += 1) {
          await deps.bell.wait(ANY_CALL, LOOK_MS, over);
          await tell(await reader.next());
          await tellSpeakers();
          if (look % BEAT !== 0) continue;
          if (!(await still())) return;
          await stream.write(': beat\n\n');
        }
      } catch (fault) {
        if (!over.aborted) deps.log.error({ fault }, 'A stream of live calls broke.');
      }
    });
  });
}
