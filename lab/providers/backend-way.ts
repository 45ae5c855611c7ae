import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import type { Script } from '../script.ts';
import type { Whose } from '../whose.ts';
import { loopback, type Loopback } from '../../test/fakes/loopback.ts';
import { passOn } from '../../test/fakes/pass-on.ts';

/** What the way does with a request: lets it wait, answers in the backend's place, or breaks. */
export type WayFault =
  | { readonly waits_ms: number }
  | { readonly status: number; readonly code?: string }
  | 'nonsense'
  | 'breaks';

/** Where the worker asks for bundles. */
export const BUNDLES = { opening: /^\/api\/calls$/, handoff: /\/handoff-metadata/ } as const;
export type BundleKind = keyof typeof BUNDLES;

/** The worker's way to its backend. Faults are one call's and one kind of bundle's. */
export class BackendWay {
  readonly url: string;
  readonly close: Loopback['close'];
  readonly #faults: Map<Script, Partial<Record<BundleKind, WayFault>>>;

  private constructor(
    server: Loopback,
    faults: Map<Script, Partial<Record<BundleKind, WayFault>>>,
  ) {
    [this.url, this.close, this.#faults] = [server.url, server.close, faults];
  }

  static async open(whose: () => Whose | null, backend: string): Promise<BackendWay> {
    const faults = new Map<Script, Partial<Record<BundleKind, WayFault>>>();
    const server = await loopback((asked, answer) => {
      serve(whose(), backend, faults, asked, answer).catch(() => answer.destroy());
    });
    return new BackendWay(server, faults);
  }

  breaks(script: Script, kind: BundleKind, fault: WayFault): void {
    this.#faults.set(script, { ...this.#faults.get(script), [kind]: fault });
  }

  mend(script: Script): void {
    this.#faults.delete(script);
  }
}

async function serve(
  whose: Whose | null,
  backend: string,
  faults: ReadonlyMap<Script, Partial<Record<BundleKind, WayFault>>>,
  asked: IncomingMessage,
  answer: ServerResponse,
): Promise<void> {
  const [path = '', query = ''] = (asked.url ?? '').split('?');
  const kind = BUNDLES.handoff.test(path)
    ? 'handoff'
    : BUNDLES.opening.test(path)
      ? 'opening'
      : null;
  // Only what is asked about in short is read here; streams and recordings go through as they are.
  const body = kind === 'opening' ? await buffer(asked) : null;
  const script = await whoAsks(whose, kind, query, body);
  const fault = (script && kind && faults.get(script)?.[kind]) ?? null;
  if (fault === 'breaks') {
    answer.destroy();
    return;
  }
  if (fault === 'nonsense') {
    answer.writeHead(200, { 'content-type': 'application/json' }).end('{"bundle":"none"}');
    return;
  }
  if (fault && 'status' in fault) {
    const { status, code = 'internal' } = fault;
    const problem = { type: 'about:blank', title: 'The lab said no.', status, code };
    answer.writeHead(status, { 'content-type': 'application/problem+json' });
    answer.end(JSON.stringify(problem));
    return;
  }
  if (fault) await pause(fault.waits_ms);
  passOn(backend, asked, answer, body);
}

async function whoAsks(
  whose: Whose | null,
  kind: BundleKind | null,
  query: string,
  body: Buffer | null,
): Promise<Script | null> {
  if (kind === 'opening') return whose?.inText(body?.toString() ?? '') ?? null;
  const session_id = new URLSearchParams(query).get('session_id');
  return kind === 'handoff' && session_id !== null ? (whose?.ofSession(session_id) ?? null) : null;
}
