import { webAssembly, type WasmInstance, type WasmModule } from './web-assembly.ts';

/** WASI preview 1, as much of it as a program needs that reads its arguments and writes one file. */

const OK = 0;
const BAD_FD = 8;
const NO_ENTRY = 44;
const ROOT_FD = 3;
const FILE_FD = 4;
const OPEN_CREATES = 1;

class Exit extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`exit ${code}`);
    this.code = code;
  }
}

/** A file in memory that grows as it is written. */
class MemoryFile {
  #bytes = new Uint8Array(256 * 1024);
  #length = 0;
  #at = 0;

  write(bytes: Uint8Array): void {
    const end = this.#at + bytes.length;
    if (end > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(end, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(bytes, this.#at);
    this.#at = end;
    this.#length = Math.max(this.#length, end);
  }

  seek(offset: number, whence: number): number {
    const origin = whence === 0 ? 0 : whence === 1 ? this.#at : this.#length;
    this.#at = Math.max(0, origin + offset);
    return this.#at;
  }

  content(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }
}

/**
 * Runs a compiled WASI program once and returns the bytes of the file it created. Every call has
 * memory of its own, so nothing of one utterance is left for the next. Blocks while it runs.
 */
export function runWasiProgram(module: WasmModule, args: readonly string[]): Uint8Array {
  const file = new MemoryFile();
  const program: { instance?: WasmInstance } = {};
  const memory = () => program.instance?.exports.memory.buffer ?? new ArrayBuffer(0);
  const instance = new webAssembly.Instance(module, {
    wasi_snapshot_preview1: { ...argumentCalls(args, memory), ...fileCalls(file, memory) },
  });
  program.instance = instance;
  const code = exitCode(() => {
    instance.exports._start();
  });
  if (code !== 0) throw new Error(`The program ended with code ${code}`);
  return file.content();
}

function exitCode(start: () => void): number {
  try {
    start();
    return 0;
  } catch (error) {
    if (error instanceof Exit) return error.code;
    throw error;
  }
}

function argumentCalls(args: readonly string[], memory: () => ArrayBuffer) {
  const encoded = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  return {
    args_sizes_get(count: number, size: number) {
      const view = new DataView(memory());
      view.setUint32(count, encoded.length, true);
      view.setUint32(
        size,
        encoded.reduce((sum, bytes) => sum + bytes.length, 0),
        true,
      );
      return OK;
    },
    args_get(pointers: number, buffer: number) {
      const view = new DataView(memory());
      let at = buffer;
      for (const [index, bytes] of encoded.entries()) {
        view.setUint32(pointers + index * 4, at, true);
        new Uint8Array(memory()).set(bytes, at);
        at += bytes.length;
      }
      return OK;
    },
    clock_time_get(_clock: number, _precision: bigint, at: number) {
      new DataView(memory()).setBigUint64(at, 0n, true);
      return OK;
    },
    proc_exit(code: number): never {
      throw new Exit(code);
    },
  };
}

function fileCalls(file: MemoryFile, memory: () => ArrayBuffer) {
  const view = () => new DataView(memory());
  return {
    fd_close: () => OK,
    fd_fdstat_set_flags: () => OK,
    fd_fdstat_get(fd: number, at: number) {
      if (fd > FILE_FD) return BAD_FD;
      new Uint8Array(memory()).fill(0, at, at + 24);
      view().setUint8(at, fd < ROOT_FD ? 2 : fd === ROOT_FD ? 3 : 4);
      view().setBigUint64(at + 8, 0x1fff_ffffn, true);
      view().setBigUint64(at + 16, 0x1fff_ffffn, true);
      return OK;
    },
    fd_prestat_get(fd: number, at: number) {
      if (fd !== ROOT_FD) return BAD_FD;
      view().setUint32(at, 0, true);
      view().setUint32(at + 4, 1, true);
      return OK;
    },
    fd_prestat_dir_name(fd: number, at: number) {
      if (fd !== ROOT_FD) return BAD_FD;
      view().setUint8(at, '/'.charCodeAt(0));
      return OK;
    },
    fd_read(_fd: number, _vectors: number, _count: number, read: number) {
      view().setUint32(read, 0, true);
      return OK;
    },
    fd_seek(fd: number, offset: bigint, whence: number, at: number) {
      if (fd !== FILE_FD) return BAD_FD;
      view().setBigUint64(at, BigInt(file.seek(Number(offset), whence)), true);
      return OK;
    },
    fd_write(fd: number, vectors: number, count: number, written: number) {
      let total = 0;
      for (let index = 0; index < count; index += 1) {
        const at = view().getUint32(vectors + index * 8, true);
        const length = view().getUint32(vectors + index * 8 + 4, true);
        if (fd === FILE_FD) file.write(new Uint8Array(memory(), at, length));
        total += length;
      }
      view().setUint32(written, total, true);
      return OK;
    },
    path_open(
      ...[, , , , oflags, , , , at]: [
        number,
        number,
        number,
        number,
        number,
        bigint,
        bigint,
        number,
        number,
      ]
    ) {
      if ((oflags & OPEN_CREATES) === 0) return NO_ENTRY;
      view().setUint32(at, FILE_FD, true);
      return OK;
    },
  };
}
