import { randomUUID } from 'node:crypto';
import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { streamSSE } from 'hono/streaming';
import { HEARTBEAT_MS, type Command } from '../../protocol/command.ts';
import { serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { problem, refusals } from '../problem.ts';
import { deskNews } from '../desk/shown-entry.ts';
import { LEASE_MS, REOPEN_MS } from '../recovery/lease-times.ts';
import { takeCommands } from '../store/call-commands.ts';
import { type Holder, renewLease, streamEnded } from '../store/leases.ts';
import { findSession } from '../store/sessions.ts';

/** The command stream of a call, and its lease: the epoch in force, each second. */
export function commandRoutes(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: '/api/calls/{session_id}/commands',
    summary: 'Server-sent events; each `data:` is a Command',
    security: [{ service: [] }],
    middleware: serviceOnly(deps.serviceKey),
    request: {
      params: z.object({ session_id: z.string() }),
      /** Of the worker that listens: the end of the stream may be its own. */
      query: z.object({ epoch: z.coerce.number().int().min(1) }),
    },
    responses: {
      200: {
        description: 'A heartbeat each second, and commands',
        content: { 'text/event-stream': { schema: z.string() } },
      },
      ...refusals('bad_request', 'unauthorized', 'unknown_session'),
    },
  });
  /** The stream ends; a worker that cannot hear the backend goes on and connects again. */
  const report = (error: unknown) => {
    deps.log.error({ fault: error }, 'A command stream broke.');
    return undefined;
  };
  const epochOf = async (session_id: string) =>
    (await deps.store.run((db) => findSession(db, session_id)))?.epoch;

  const taken = (session_id: string) =>
    deps.store.run((db) => takeCommands(db, session_id, deps.now()));

  const newsOf = (session_id: string) =>
    deps.store.run((db) => deskNews(db, session_id, deps.now()));

  const later = (ms: number) => new Date(deps.now().getTime() + ms);
  const begun = (holder: Holder, stream: string) =>
    deps.store.run((db) => renewLease(db, holder, { stream, due_at: later(LEASE_MS) }));
  /** Its worker may open another one at once; else the call is anybody's. */
  const ended = async (holder: Holder, stream: string) => {
    await deps.store.run((db) => streamEnded(db, holder, stream, later(REOPEN_MS)));
    deps.recovery?.soon(REOPEN_MS);
  };

  app.openapi(route, async (c) => {
    const { session_id } = c.req.valid('param');
    const holder = { session_id, epoch: c.req.valid('query').epoch };
    const id = randomUUID();
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
      await begun(holder, id).catch(report);
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
      // A backend that stops says nothing about the workers that it held.
      if (!deps.stopping.aborted) await ended(holder, id).catch(report);
    });
  });
}
