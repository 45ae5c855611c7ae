/** The thread that Flite runs in: it blocks for as long as it speaks. */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { runWasiProgram } from './wasi-program.ts';
import { readWav } from './wav.ts';
import { webAssembly } from './web-assembly.ts';

const { program } = workerData as { program: string };
const module = new webAssembly.Module(readFileSync(program));

parentPort?.on('message', ({ id, args }: { id: number; args: string[] }) => {
  try {
    const { samples } = readWav(runWasiProgram(module, args));
    parentPort?.postMessage({ id, samples }, [samples.buffer as ArrayBuffer]);
  } catch (error) {
    parentPort?.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
