import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { atMost, serviceOnly } from '../access.ts';
import type { AppDeps } from '../app-deps.ts';
import { rangeIn } from '../byte-range.ts';
import { byOperator, forRole } from '../operators/door.ts';
import { problem, refusals } from '../problem.ts';
import { recordingHasCome } from '../store/inbox.ts';
import { addRecording, findRecording } from '../store/messages.ts';
import { holdSession } from '../store/sessions.ts';

/** Three minutes of 16-bit mono at 16 kHz are 5.8 MB. */
const LARGEST = 8 * 1024 * 1024;
const PATH = '/api/calls/{session_id}/messages/{message_id}/audio';
const params = z.object({ session_id: z.string(), message_id: z.uuid() });
const wav = { 'audio/wav': { schema: z.any().openapi({ type: 'string', format: 'binary' }) } };

/** The voice of a message that a caller left; its words are an event of the call. */
export function messageRoutes(app: OpenAPIHono, deps: AppDeps): void {
  keepRoute(app, deps);
  listenRoute(app, deps);
}

function keepRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'put',
    path: PATH,
    summary: 'A worker stores the recording of a message; the same one again changes nothing',
    security: [{ service: [] }],
    middleware: [serviceOnly(deps.serviceKey), atMost(LARGEST)] as const,
    request: { params, body: { required: true, content: wav } },
    responses: {
      204: { description: 'It is on disk' },
      ...refusals('bad_request', 'unauthorized', 'unknown_session', 'too_large'),
    },
  });
  app.openapi(route, async (c) => {
    const { session_id, message_id } = c.req.valid('param');
    const audio = new Uint8Array(await c.req.arrayBuffer());
    if (!isWav(audio)) {
      return problem(c, { refused: 'bad_request', because: 'The body is no WAV file.' });
    }
    // The call is held, so that the event and its recording cannot miss each other.
    const known = await deps.store.transaction(async (tx) => {
      if (!(await holdSession(tx, session_id))) return false;
      await addRecording(tx, { session_id, message_id, audio }, deps.now());
      await recordingHasCome(tx, message_id, deps.now());
      return true;
    });
    if (known) {
      deps.messages?.wake();
      return c.body(null, 204);
    }
    return problem(c, { refused: 'unknown_session', because: 'There is no such session.' });
  });
}

function listenRoute(app: OpenAPIHono, deps: AppDeps): void {
  const route = createRoute({
    method: 'get',
    path: PATH,
    summary: 'The recording of a message',
    security: byOperator,
    middleware: forRole(deps, 'operator'),
    request: { params },
    responses: {
      200: { description: 'A WAV file', content: wav },
      206: { description: 'The part of it that `Range` asks for', content: wav },
      416: { description: 'Nothing of it is where `Range` asks' },
      ...refusals('unauthorized', 'not_found'),
    },
  });
  app.openapi(route, async (c) => {
    const { session_id, message_id } = c.req.valid('param');
    const audio = await deps.store.run((db) => findRecording(db, session_id, message_id));
    if (!audio) return problem(c, { refused: 'not_found', because: 'There is no such recording.' });
    c.header('Content-Type', 'audio/wav');
    c.header('Cache-Control', 'no-store');
    c.header('Accept-Ranges', 'bytes');
    const [size, whole] = [audio.byteLength, Buffer.from(audio)];
    // Without it a browser cannot seek.
    const range = rangeIn(c.req.header('Range'), size);
    if (range === null) return c.body(whole, 200);
    c.header(
      'Content-Range',
      `bytes ${range === 'outside' ? '*' : `${range.from}-${range.to}`}/${size}`,
    );
    if (range === 'outside') return c.body(null, 416);
    return c.body(whole.subarray(range.from, range.to + 1), 206);
  });
}

function isWav(bytes: Uint8Array): boolean {
  const tag = (at: number) => String.fromCharCode(...bytes.subarray(at, at + 4));
  return bytes.length > 44 && tag(0) === 'RIFF' && tag(8) === 'WAVE';
}
