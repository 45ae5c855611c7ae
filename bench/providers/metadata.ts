import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { loopback } from '../../test/fakes/loopback.ts';
import { passOn } from '../../test/fakes/pass-on.ts';
import type { Latencies } from './latencies.ts';
import type { Provider } from './openai.ts';

export const CHARACTERS = join(import.meta.dirname, '..', 'characters');

/** Where Baton's worker asks for a bundle. */
const BUNDLE = /^\/api\/(calls$|agents\/[\w-]+\/handoff-metadata)/;
/** Where the bare programs ask for a character. */
const CHARACTER = /^\/characters\/([\w-]+)$/;

/** A character as the bare programs load it. */
export const BareCharacter = z.object({
  name: z.string(),
  greeting: z.string(),
  takeover_greeting: z.string().optional(),
  voice: z.object({ openai: z.string() }),
  handoff_targets: z
    .array(z.object({ slug: z.string(), description: z.string(), message: z.string().optional() }))
    .default([]),
  prompt: z.string(),
});
export type BareCharacter = z.infer<typeof BareCharacter>;

/** The service that knows the characters, as far away for every program. */
export async function startMetadata(latencies: Latencies, backend: string): Promise<Provider> {
  const serve = async (asked: IncomingMessage, answer: ServerResponse): Promise<void> => {
    const [path = ''] = (asked.url ?? '').split('?');
    const slug = CHARACTER.exec(path)?.[1];
    if (slug !== undefined || BUNDLE.test(path)) await pause(latencies.next('metadata'));
    if (slug === undefined) {
      passOn(backend, asked, answer);
      return;
    }
    const headers = { 'content-type': 'application/json' };
    answer.writeHead(200, headers).end(JSON.stringify(bareCharacter(slug)));
  };
  return loopback((asked, answer) => {
    void serve(asked, answer).catch((fault: unknown) => {
      console.error('A request for metadata failed:', fault);
      answer.destroy();
    });
  });
}

function bareCharacter(slug: string): BareCharacter {
  const text = readFileSync(join(CHARACTERS, `${slug}.md`), 'utf8');
  const [, front = '', prompt = ''] = /^---\n([\s\S]*?)\n---\n([\s\S]*)$/.exec(text) ?? [];
  return BareCharacter.parse({ ...(parse(front) as object), prompt: prompt.trim() });
}
