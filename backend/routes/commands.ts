import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { HEARTBEAT_MS, type Command } from '../../protocol/command.ts';
import { serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { problem, refusals } from '../problem.ts';
import { deskNews } from '../desk/shown-entry.ts';
import { takeCommands } from '../store/call-commands.ts';
import { findSession } from '../store/sessions.ts';

/** The command stream of a call, and its lease: the epoch in force, each second. */
export function commandRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/calls/{session_id}/commands',
    summary: 'Server-sent events; each `data:` is a Command',
    security: [{ service: [] }],
    middleware: serviceOnly(deps.serviceKey),
    request: { params: z.object({ session_id: z.string() }) },
    responses: {
      200: {
        description: 'A heartbeat each second, and commands',
        content: { 'text/event-stream': { schema: z.string() } },
      },
      ...refusals('unauthorized', 'unknown_session'),
    },
  });
  /** The stream ends; a worker that cannot hear the backend goes on and connects again. */
  const report = (error: unknown) => {
    deps.log.error({ fault: String(error) }, 'A command stream broke.');
    return undefined;
  };
  const epochOf = async (session_id: string) =>
    (await deps.store.run((db) => findSession(db, session_id)))?.epoch;

  const taken = (session_id: string) =>
    deps.store.run((db) => takeCommands(db, session_id, deps.now()));

  const newsOf = (session_id: string) =>
    deps.store.run((db) => deskNews(db, session_id, deps.now()));

  app.openapi(route, async (c) => {
    const { session_id } = c.req.valid('param');
    const first = await epochOf(session_id);
    if (first === undefined)
      return problem(c, { refused: 'unknown_session', because: 'There is no such session.' });
    const left = new AbortController();
    const over = AbortSignal.any([left.signal, deps.stopping]);
    return streamSSE(c, async (stream) => {
      stream.onAbort(() => {
        left.abort();
      });
      let epoch: number | undefined = first;
      let told = '';
      // What fails here must not reach hono, which would send the error's text.
      while (epoch !== undefined) {
        const command: Command = { type: 'heartbeat', epoch };
        // Listened for from now on: what is rung while we look and write is not missed.
        const rung = deps.bell.wait(session_id, HEARTBEAT_MS, over);
        const wanted = (await taken(session_id).catch(report)) ?? [];
        for (const one of [command, ...wanted])
          await stream.writeSSE({ data: JSON.stringify(one) });
        const news = await newsOf(session_id).catch(report);
        const desk = news ? JSON.stringify({ type: 'desk', news } satisfies Command) : told;
        if (desk !== told) await stream.writeSSE({ data: desk });
        told = desk;
        await rung;
        epoch = over.aborted ? undefined : await epochOf(session_id).catch(report);
      }
    });
  });
}
