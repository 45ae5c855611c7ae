import { request, type IncomingMessage, type ServerResponse } from 'node:http';

/** Passes a request on to another server, as it is; `body` where it was read already. */
export function passOn(
  to: string,
  asked: IncomingMessage,
  answer: ServerResponse,
  body: Buffer | null = null,
): void {
  const { method, headers } = asked;
  const passed = request(new URL(asked.url ?? '/', to), { method, headers }, (got) => {
    answer.writeHead(got.statusCode ?? 502, got.headers);
    got.pipe(answer);
  });
  passed.on('error', () => answer.destroy());
  answer.on('close', () => passed.destroy());
  if (body) passed.end(body);
  else asked.pipe(passed);
}
