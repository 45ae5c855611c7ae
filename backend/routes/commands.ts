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
  const report = (error: unknown) => {
    deps.log.error({ fault: error }, 'What a command stream tells could not be read.');
    return undefined;
  };
  const epochOf = async (session_id: string) =>
    (await deps.store.run((db) => findSession(db, session_id)))?.epoch;

  /** A store that does not answer says nothing about the worker: its stream goes on. */
  const inForce = (session_id: string) =>
    epochOf(session_id).catch((error: unknown) => {
      report(error);
      return 'unknown' as const;
    });

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
      await begun(holder, id).catch(report);
      let desk = '';
      const tell = async (epoch: number) => {
        const heartbeat: Command = { type: 'heartbeat', epoch };
        // Whoever has lost the call hears so, and takes no order from who has it.
        const holds = epoch === holder.epoch;
        const wanted = (holds && (await taken(session_id).catch(report))) || [];
        for (const one of [heartbeat, ...wanted])
          await stream.writeSSE({ data: JSON.stringify(one) });
        const news = holds && (await newsOf(session_id).catch(report));
        const told = news ? JSON.stringify({ type: 'desk', news } satisfies Command) : desk;
        if (told !== desk) await stream.writeSSE({ data: told });
        desk = told;
      };
      let epoch: number | 'unknown' | undefined = first;
      // What fails here must not reach hono, which would send the error's text.
      while (epoch !== undefined) {
        // Listened for from now on: what is rung while we look and write is not missed.
        const rung = deps.bell.wait(session_id, HEARTBEAT_MS, over);
        if (epoch !== 'unknown') await tell(epoch);
        await rung;
        epoch = over.aborted ? undefined : await inForce(session_id);
      }
      // A backend that stops says nothing about the workers that it held.
      if (!deps.stopping.aborted) await ended(holder, id).catch(report);
    });
  });
}
