import { fileURLToPath } from 'node:url';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanShell } from '../clean-shell.ts';
import { freePort } from './free-ports.ts';

/** The work tree. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Addresses of local servers that speak the providers' wire protocols. */
export interface CloudUrls {
  readonly openai: string;
  readonly deepgram: string;
}

export interface TestEnvOptions {
  /** More variables, or other ones. */
  readonly env?: Readonly<Record<string, string>>;
  readonly speech?: 'embedded' | CloudUrls;
  readonly charactersDir?: string;
  /** A LiveKit server with a Redis beside it, so that it passes telephone calls on. */
  readonly sip?: boolean;
}

/**
 * The environment of a stack under test: a data directory of its own, free ports, and nothing of
 * what the developer's shell says about Baton, LiveKit or the providers.
 */
export async function testVariables(options: TestEnvOptions): Promise<NodeJS.ProcessEnv> {
  const ports = [await freePort(), await freePort(), await freePort(), await freePort()];
  return {
    ...cleanShell(),
    BATON_DATA_DIR: mkdtempSync(join(tmpdir(), 'baton-live-')),
    BATON_PORT: String(ports[0]),
    BATON_WORKER_PORT: String(ports[1]),
    BATON_LIVEKIT_PORT: String(ports[2]),
    BATON_GATEWAY_PORT: String(ports[3]),
    BATON_LOG_LEVEL: 'debug',
    // A caller who listens to a long sentence is not asked; the tests of that say otherwise.
    BATON_SILENCE_AFTER_S: '0',
    ...(options.charactersDir && { BATON_CHARACTERS_DIR: options.charactersDir }),
    ...speechVariables(options.speech ?? 'embedded'),
    ...options.env,
  };
}

function speechVariables(speech: 'embedded' | CloudUrls): Record<string, string> {
  if (speech === 'embedded') return { BATON_SPEECH: 'embedded' };
  return {
    BATON_SPEECH: 'cloud',
    OPENAI_API_KEY: 'test-key-of-the-local-openai',
    OPENAI_BASE_URL: speech.openai,
    DEEPGRAM_API_KEY: 'test-key-of-the-local-deepgram',
    DEEPGRAM_BASE_URL: speech.deepgram,
  };
}
