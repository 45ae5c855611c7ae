import { request as askHttp, type IncomingMessage } from 'node:http';
import { request as askHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import type { HttpAnswer, HttpRequest } from '../../call/ports.ts';

/** Bytes of an answer that are read. */
const MOST_BYTES = 256 * 1024;
const REDIRECTS = [301, 302, 303, 307, 308];

/** An answer, or where it is said to be. */
export type Reply = HttpAnswer | { readonly status: number; readonly location: string };

export interface Line {
  readonly lookup: LookupFunction;
  readonly signal: AbortSignal;
}

/** One request and its answer. Rejects where there is no answer, and when the signal aborts. */
export async function exchange(url: URL, request: HttpRequest, line: Line): Promise<Reply> {
  const response = await ask(url, request, line);
  try {
    return await read(response);
  } finally {
    response.destroy();
  }
}

function ask(url: URL, { method, headers, body }: HttpRequest, line: Line) {
  return new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === 'https:' ? askHttps : askHttp;
    const outgoing = send(
      url,
      {
        method,
        // Compressed, an answer could be larger than it looks.
        headers: {
          accept: 'application/json',
          'user-agent': 'Baton',
          ...headers,
          'accept-encoding': 'identity',
        },
        // Hazard: a connection out of a common pool may have been made without our look-up.
        agent: false,
        ...line,
      },
      resolve,
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function read(response: IncomingMessage): Promise<Reply> {
  const { statusCode: status = 0, headers } = response;
  if (REDIRECTS.includes(status) && headers.location) return { status, location: headers.location };
  if (status < 200 || status > 299) return { fault: 'status', status };
  if ((headers['content-encoding'] ?? 'identity') !== 'identity')
    return { fault: 'not_json', status };
  const bytes = await readBytes(response);
  if (!bytes) return { fault: 'too_large', status };
  if (bytes.length === 0) return { status, json: null };
  try {
    return { status, json: JSON.parse(new TextDecoder().decode(bytes)) as unknown };
  } catch {
    return { fault: 'not_json', status };
  }
}

/** Null where there are more than are read. */
async function readBytes(response: IncomingMessage): Promise<Buffer | null> {
  if (Number(response.headers['content-length']) > MOST_BYTES) return null;
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > MOST_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
