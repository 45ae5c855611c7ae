import { timeLimit } from '../config/time-limit.ts';
import { ContractError } from '../call/call-error.ts';
import type { BundleAnswer, BundlesPort } from '../call/ports.ts';
import type { Slug } from '../protocol/slug.ts';
import type { BackendClient, MetadataAnswer, TaggedBundle } from './backend-client.ts';

/** Milliseconds the backend has for one question about a bundle. */
const ASK_LIMIT_MS = 5000;

/** The bundles a call may need, fetched before it needs them (B6). */
export class Bundles implements BundlesPort {
  readonly #backend: BackendClient;
  readonly #session_id: string;
  readonly #report: (what: string, fault: unknown) => void;
  readonly #warm = new Map<Slug, TaggedBundle>();

  constructor(
    backend: BackendClient,
    session_id: string,
    report: (what: string, fault: unknown) => void,
  ) {
    this.#backend = backend;
    this.#session_id = session_id;
    this.#report = report;
  }

  /** Fetches bundles ahead of time; one that cannot be had now is fetched when it is needed. */
  async warm(slugs: readonly Slug[], signal: AbortSignal): Promise<void> {
    const cold = slugs.filter((slug) => !this.#warm.has(slug));
    await Promise.all(
      cold.map(async (slug) => {
        try {
          this.#keep(slug, await this.#ask(slug, null, signal));
        } catch (fault) {
          if (!signal.aborted) this.#report('A bundle could not be fetched ahead of time.', fault);
        }
      }),
    );
  }

  async load(slug: Slug, signal: AbortSignal): Promise<BundleAnswer> {
    const warm = this.#warm.get(slug);
    if (warm) return { bundle: warm.bundle, warm: true };
    try {
      const answer = await this.#ask(slug, null, signal);
      this.#keep(slug, answer);
      return 'bundle' in answer ? { bundle: answer.bundle, warm: false } : refusalOf(answer);
    } catch (fault) {
      this.#report('The bundle of a target could not be fetched.', fault);
      return {
        refused: fault instanceof ContractError ? 'bad_bundle' : 'backend_unavailable',
        detail: String(fault),
      };
    }
  }

  async revalidate(slug: Slug, signal: AbortSignal): Promise<BundleAnswer | null> {
    const etag = this.#warm.get(slug)?.etag ?? null;
    try {
      const answer = await this.#ask(slug, etag, signal);
      if ('unchanged' in answer) return null;
      this.#keep(slug, answer);
      return 'bundle' in answer ? { bundle: answer.bundle, warm: false } : refusalOf(answer);
    } catch (fault) {
      if (!signal.aborted)
        this.#report('A warm bundle could not be revalidated; it is used as it is.', fault);
      return null;
    }
  }

  #ask(slug: Slug, etag: string | null, signal: AbortSignal): Promise<MetadataAnswer> {
    const limit = timeLimit(ASK_LIMIT_MS, signal);
    return this.#backend.handoffMetadata(slug, this.#session_id, etag, limit);
  }

  #keep(slug: Slug, answer: MetadataAnswer): void {
    if ('bundle' in answer) this.#warm.set(slug, answer);
    else if ('refused' in answer) this.#warm.delete(slug);
  }
}

function refusalOf(answer: MetadataAnswer): BundleAnswer {
  if ('refused' in answer) return answer;
  return {
    refused: 'bad_bundle',
    detail: 'The backend called a bundle unchanged that it never gave.',
  };
}
