import { text } from 'node:stream/consumers';
import { loopback } from './loopback.ts';

/** What a request to LiveKit's API says, as far as tests look at it. */
export interface ApiRequest {
  readonly method: string;
  readonly room: string;
  /** JSON text. */
  readonly metadata: string;
}

/** LiveKit's API over HTTP, for a backend that is a process of its own; what is not answered is `{}`. */
export async function livekitApi(
  answer: (request: ApiRequest) => unknown,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const { url, close } = await loopback((request, response) => {
    void (async () => {
      const asked = JSON.parse((await text(request)) || '{}') as Partial<ApiRequest>;
      const { room = '', metadata = '{}' } = asked;
      const method = request.url?.split('/').at(-1) ?? '';
      const answered = await answer({ method, room, metadata });
      response.setHeader('Content-Type', 'application/json');
      response.end(JSON.stringify(answered ?? {}));
    })().catch(() => response.destroy());
  });
  return { url: url.replace(/^http/, 'ws'), close: () => void close() };
}
