import { fdatasyncSync } from 'node:fs';
import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

interface NodeStream {
  nfd: number;
}
interface NodeModule {
  NODEFS?: { stream_ops: { fsync?: (stream: NodeStream) => number } };
}

/**
 * PGlite's files with fsync. As shipped it never syncs: a commit would outlive this process but
 * not a loss of power. The hook reaches into the wasm module and moved once between patch
 * releases, hence the count: {@link syncs} must grow by a commit.
 */
export class DurableNodeFS extends NodeFS {
  syncs = 0;

  override async init(...args: Parameters<NodeFS['init']>): ReturnType<NodeFS['init']> {
    const made = await super.init(...args);
    const steps = made.emscriptenOpts.preRun as unknown as ((module: NodeModule) => void)[];
    steps.push((module) => {
      if (!module.NODEFS) return;
      module.NODEFS.stream_ops.fsync = (stream) => {
        fdatasyncSync(stream.nfd);
        this.syncs += 1;
        return 0;
      };
    });
    return made;
  }
}

/** Options of a durable and small embedded Postgres; fdatasync is a no-op in the wasm build. */
export function durableOptions(fs: DurableNodeFS): PGliteOptions {
  const settings = ['fsync=on', 'wal_sync_method=fsync', 'shared_buffers=16MB'];
  return {
    fs,
    startParams: [
      ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
      ...settings.flatMap((setting) => ['-c', setting]),
    ],
  };
}
