import { z } from 'zod';
import { BackendError, ContractError } from '../call/call-error.ts';
import { SessionBundle } from '../protocol/bundle.ts';
import { type CallEvent, EventReceipt, type HandoffFault } from '../protocol/call-event.ts';
import { DeskNews, type DeskRequest } from '../protocol/desk.ts';
import { DirectoryEntry, DirectoryMatches } from '../protocol/directory.ts';
import type { Speaker } from '../protocol/live-call.ts';
import { API_KEY_HEADER } from '../protocol/names.ts';
import { Problem, type ProblemCode } from '../protocol/problem.ts';
import type { OpenCallRequest } from '../protocol/session.ts';
import type { Slug } from '../protocol/slug.ts';

/** A bundle with the tag that revalidates it. */
export interface TaggedBundle {
  readonly bundle: SessionBundle;
  readonly etag: string | null;
}

export type MetadataAnswer =
  | TaggedBundle
  | { readonly unchanged: true }
  | { readonly refused: HandoffFault; readonly detail: string };

/** Milliseconds that a recording may take on its way. */
const RECORDING_LIMIT_MS = 20_000;

/** Problem codes of the contract that refuse a handoff; any other is a fault. */
const REFUSALS: Partial<Record<ProblemCode, HandoffFault>> = {
  unknown_character: 'unknown_target',
  foreign_workspace: 'foreign_workspace',
  character_disabled: 'target_disabled',
};

/** The worker's door to the backend: the HTTP contract, checked on this side too. */
export class BackendClient {
  readonly #url: string;
  readonly #key: string;

  constructor(url: string, key: string) {
    this.#url = url;
    this.#key = key;
  }

  /** Opens a call, or takes one over. Throws BackendError. */
  async openCall(request: OpenCallRequest, signal: AbortSignal): Promise<SessionBundle> {
    const answer = await this.#ask('/api/calls', signal, {
      method: 'POST',
      body: JSON.stringify(request),
    });
    return (await this.#bundle(answer)).bundle;
  }

  /** The bundle of a handoff's target (H2), or whether the tagged one still holds. */
  async handoffMetadata(
    slug: Slug,
    session_id: string,
    etag: string | null,
    signal: AbortSignal,
  ): Promise<MetadataAnswer> {
    const path = `/api/agents/${slug}/handoff-metadata/?session_id=${encodeURIComponent(session_id)}`;
    const answer = await this.#fetch(path, signal, {
      headers: etag ? { 'If-None-Match': etag } : {},
    });
    if (answer.status === 304) return { unchanged: true };
    if (answer.ok) return this.#bundle(answer);
    const fault = await this.#fault(answer);
    const refused = fault.code && REFUSALS[fault.code];
    if (refused) return { refused, detail: fault.error.message };
    throw fault.error;
  }

  /** Delivers events; resolves once they are stored for good. Throws BackendError. */
  async postEvents(session_id: string, events: CallEvent[], signal: AbortSignal): Promise<void> {
    const answer = await this.#ask(`/api/calls/${session_id}/events`, signal, {
      method: 'POST',
      body: JSON.stringify({ events }),
    });
    await this.#read(answer, EventReceipt);
  }

  /** Stores the recording of a message, a WAV file. Throws BackendError. */
  async putRecording(session_id: string, message_id: string, wav: Uint8Array): Promise<void> {
    const limit = AbortSignal.timeout(RECORDING_LIMIT_MS);
    await this.#ask(`/api/calls/${session_id}/messages/${message_id}/audio`, limit, {
      method: 'PUT',
      headers: { 'Content-Type': 'audio/wav' },
      body: Buffer.from(wav),
    });
  }

  /** Whom a name may mean as it was heard. Throws BackendError. */
  async searchDirectory(
    session_id: string,
    name: string,
    signal: AbortSignal,
  ): Promise<DirectoryMatches> {
    const path = `/api/calls/${session_id}/directory?q=${encodeURIComponent(name)}`;
    return this.#read(await this.#ask(path, signal, {}), DirectoryMatches);
  }

  /** An entry of the directory; null where it went meanwhile. Throws BackendError. */
  async directoryEntry(
    session_id: string,
    id: string,
    signal: AbortSignal,
  ): Promise<DirectoryEntry | null> {
    const answer = await this.#fetch(`/api/calls/${session_id}/directory/${id}`, signal, {});
    if (answer.ok) return this.#read(answer, DirectoryEntry);
    const fault = await this.#fault(answer);
    if (fault.code === 'unknown_entry') return null;
    throw fault.error;
  }

  /** Puts a call into a queue of the desk; resolves once that is stored for good. Throws BackendError. */
  async enqueue(session_id: string, wish: DeskRequest, signal: AbortSignal): Promise<DeskNews> {
    const answer = await this.#ask(`/api/calls/${session_id}/desk`, signal, {
      method: 'POST',
      body: JSON.stringify(wish),
    });
    return this.#read(answer, DeskNews);
  }

  /** What was said so far in a call at the desk. Throws BackendError. */
  async putDeskSummary(
    session_id: string,
    id: string,
    summary: string,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#ask(`/api/calls/${session_id}/desk/${id}/summary`, signal, {
      method: 'PUT',
      body: JSON.stringify({ summary }),
    });
  }

  /** Who speaks at this moment. Throws BackendError. */
  async putSpeaking(
    session_id: string,
    who: readonly Speaker[],
    signal: AbortSignal,
  ): Promise<void> {
    await this.#ask(`/api/calls/${session_id}/speaking`, signal, {
      method: 'PUT',
      body: JSON.stringify({ who }),
    });
  }

  /** Holds a call for another while. Throws BackendError. */
  async renewLease(
    { session_id, epoch }: { session_id: string; epoch: number },
    signal: AbortSignal,
  ): Promise<void> {
    await this.#ask(`/api/calls/${session_id}/lease`, signal, {
      method: 'PUT',
      body: JSON.stringify({ epoch }),
    });
  }

  /** The stream of commands and heartbeats; its lines are server-sent events. */
  async commands(
    { session_id, epoch }: { session_id: string; epoch: number },
    signal: AbortSignal,
  ): Promise<ReadableStream<Uint8Array>> {
    const answer = await this.#ask(`/api/calls/${session_id}/commands?epoch=${epoch}`, signal, {
      headers: { Accept: 'text/event-stream' },
    });
    if (!answer.body) throw new BackendError('The command stream has no body.');
    return answer.body;
  }

  async #ask(path: string, signal: AbortSignal, init: RequestInit): Promise<Response> {
    const answer = await this.#fetch(path, signal, init);
    if (!answer.ok) throw (await this.#fault(answer)).error;
    return answer;
  }

  async #fetch(path: string, signal: AbortSignal, init: RequestInit): Promise<Response> {
    const headers = {
      [API_KEY_HEADER]: this.#key,
      ...(init.body ? { 'Content-Type': 'application/json' } : {}),
      ...(init.headers as Record<string, string> | undefined),
    };
    try {
      return await fetch(new URL(path, this.#url), { ...init, headers, signal });
    } catch (cause) {
      // A query may hold a name, and this is logged.
      const [plain] = path.split('?');
      throw new BackendError('The backend did not answer.', { path: plain }, cause);
    }
  }

  async #bundle(answer: Response): Promise<TaggedBundle> {
    return { bundle: await this.#read(answer, SessionBundle), etag: answer.headers.get('etag') };
  }

  async #read<T extends z.ZodType>(answer: Response, schema: T): Promise<z.output<T>> {
    const path = new URL(answer.url).pathname;
    const read = schema.safeParse(await answer.json().catch(() => undefined));
    if (read.success) return read.data;
    const expected = z.prettifyError(read.error);
    throw new ContractError('The backend answered outside the contract.', { path, expected });
  }

  async #fault(answer: Response): Promise<{ error: BackendError; code: ProblemCode | undefined }> {
    const problem = Problem.safeParse(await answer.json().catch(() => undefined));
    const path = new URL(answer.url).pathname;
    const facts = { path, status: answer.status, code: problem.data?.code };
    const detail = problem.data?.detail ?? problem.data?.title ?? `status ${answer.status}`;
    return { error: new BackendError(detail, facts), code: problem.data?.code };
  }
}
