import { Duplex } from 'node:stream';
import type { PGlite } from '@electric-sql/pglite';

/**
 * What `pg` takes for a socket to a server: what it writes, the embedded database answers. A database that
 * fails is a socket that breaks.
 *
 * Hazard: PGlite has a connection for `pg` of its own (0.5.16, `node-postgres`). It sends a query in four
 * parts, and goes on with the rest of one whose connection is given up: a rejection that nobody catches.
 */
export class EmbeddedWire extends Duplex {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
  }

  connect(): this {
    process.nextTick(() => this.emit('connect'));
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  override _read(): void {
    // What is answered is pushed as it comes.
  }

  override _write(message: Buffer, _: string, done: Done): void {
    this.#ask(message, done);
  }

  /** A query is several messages, which `pg` writes at once. */
  override _writev(parts: { chunk: Buffer }[], done: Done): void {
    this.#ask(Buffer.concat(parts.map(({ chunk }) => chunk)), done);
  }

  override _final(done: Done): void {
    this.push(null);
    done();
  }

  #ask(messages: Buffer, done: Done): void {
    this.#answerTo(messages).then((answer) => {
      if (answer.length > 0) this.push(answer);
      done();
    }, done);
  }

  /**
   * Whole, and not before it is on the disk.
   *
   * Hazard: what `execProtocolRaw` answers is also read into results that PGlite keeps (0.5.16), every one
   * for as long as nobody asks it by `query` or `exec`.
   */
  async #answerTo(messages: Buffer): Promise<Buffer> {
    const parts: Buffer[] = [];
    // A copy: what is handed out lies in the database's own memory.
    const onRawData = (part: Uint8Array) => void parts.push(Buffer.from(part));
    await this.#pglite.execProtocolRawStream(messages, { onRawData });
    return Buffer.concat(parts);
  }
}

type Done = (fault?: Error | null) => void;
