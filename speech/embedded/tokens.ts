import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { EmbeddedSpeechError } from './embedded-speech-error.ts';
import { sha256Of, writeWhole } from './files.ts';
import { packageFolder } from './packages.ts';

const VOCABULARY_SIZE = 32_768;
const TOKENS_SHA256 = '4d1a304b194382083527c0648036ef4925edf1d5063ad5922fe456669325de63';

/**
 * The recogniser's token table below the data directory, built when it is absent or not the right
 * one. Native code ends the process on a malformed table, hence the checksum each time.
 */
export async function tokensFile(dataDir: string, from?: string): Promise<string> {
  const path = join(dataDir, 'models', 'moonshine-tokens.txt');
  const there = await sha256Of(path).catch(() => null);
  if (there === TOKENS_SHA256) return path;
  packageFolder('llama-tokenizer-js', from);
  const { default: tokenizer } = await import('llama-tokenizer-js');
  const table = tokenTable(tokenizer.vocabById);
  const made = createHash('sha256').update(table).digest('hex');
  if (made !== TOKENS_SHA256) throw wrongTable(made);
  await writeWhole(path, table);
  return path;
}

/** sherpa-onnx's form: `base64(token) TAB id` a line; `▁` is a space, `<0xNN>` that byte. */
export function tokenTable(vocabulary: readonly string[]): string {
  const lines = Array.from({ length: VOCABULARY_SIZE }, (_, id) => {
    const token = vocabulary[id];
    const bytes =
      token === undefined ? Buffer.from(`<<ST_${id - vocabulary.length}>>`) : tokenBytes(token);
    return `${bytes.toString('base64')}\t${id}\n`;
  });
  return lines.join('');
}

function tokenBytes(token: string): Buffer {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1];
  return byte === undefined
    ? Buffer.from(token.replaceAll('▁', ' '))
    : Buffer.from([Number.parseInt(byte, 16)]);
}

function wrongTable(made: string): EmbeddedSpeechError {
  return new EmbeddedSpeechError({
    operation: 'Building the token table',
    fault: 'wrong_checksum',
    detail: `the table has SHA-256 ${made}, expected ${TOKENS_SHA256}.`,
    nextStep: 'Delete node_modules/llama-tokenizer-js and run "npm ci".',
  });
}
