import { InferenceRunner } from '@livekit/agents';
import { extname, resolve } from 'node:path';
import { RUNNER_METHOD } from './request.ts';

/**
 * Makes the embedded models part of the worker's inference process. To be called before the
 * AgentServer is built; a second call changes nothing. Where it runs as TypeScript, the
 * worker needs a loader in its execArgv, since the forked process loads `runner.ts`.
 */
export function registerEmbeddedSpeech(env: { readonly BATON_DATA_DIR: string }): void {
  if (RUNNER_METHOD in InferenceRunner.registeredRunners) return;
  const runner = new URL(`./runner${extname(import.meta.url)}`, import.meta.url);
  runner.searchParams.set('data_dir', resolve(env.BATON_DATA_DIR));
  InferenceRunner.registerRunner(RUNNER_METHOD, runner.href);
}
