import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The keys by which telephony platforms come in. */
export class KeyRing {
  readonly #digests: readonly Buffer[];

  constructor(keys: readonly string[]) {
    this.#digests = keys.map(digestOf);
  }

  /** Which key a request shows, counted from 1; null where it is none. Every key is compared. */
  shownBy(request: IncomingMessage): number | null {
    const shown = digestOf(shownKey(request));
    return this.#digests.reduce<number | null>(
      (found, digest, index) => (timingSafeEqual(digest, shown) ? index + 1 : found),
      null,
    );
  }
}

function shownKey({ headers, url = '' }: IncomingMessage): string {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  return bearer ?? new URLSearchParams(url.split('?')[1] ?? '').get('token') ?? '';
}

/** Of one length, whatever was shown. */
function digestOf(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
