import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inherited } from '../config/env.ts';
import { readyChromium } from './chromium.ts';
import { readyLivekit } from './livekit-access.ts';
import { readyPostgres } from './postgres-programs.ts';
import { listenForQuit } from './quit-signal.ts';
import { readyRedis } from './redis.ts';
import { StepFailure } from './step-failure.ts';
import { addCounts, countTests, NOTHING, type TestCount } from './test-count.ts';
import {
  CHECKS,
  chooseParts,
  isProject,
  labCheck,
  isQuick,
  LINE,
  NIGHTLY,
  vitestCheck,
  type Check,
  type Choice,
  type Part,
  type Project,
} from './test-parts.ts';
import { webIsStale } from './web-build.ts';

const FORCE_AFTER_MS = 20_000;

interface Run {
  readonly root: string;
  readonly choice: Choice;
  readonly signal: AbortSignal;
  readonly failed: string[];
  readonly counts: TestCount[];
}

/** `npm test`: each part, or those that `words` name. Returns the exit code. */
export async function runTests(root: string, words: readonly string[]): Promise<number> {
  const choice = chooseParts(words);
  const quit = listenForQuit(() => process.exit(130));
  const run: Run = { root, choice, signal: quit.signal, failed: [], counts: [] };
  for (const part of choice.parts) {
    if (quit.signal.aborted) break;
    await runPart(part, run);
  }
  quit.stop();
  return report(run);
}

async function runPart(part: Part, run: Run): Promise<void> {
  if (isProject(part)) await runVitest(part, run);
  else if (part === 'lab') await runLab(run);
  else for (const check of CHECKS[part]) await step(check.title, run, () => runCheck(check, run));
}

async function runVitest(project: Project, run: Run) {
  if (!(await readyFor(project, run))) {
    run.counts.push({ ...NOTHING, failed: 1 });
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'baton-test-'));
  const file = join(folder, 'report.json');
  const check = vitestCheck(project, file, run.choice);
  await step(check.title, run, () => runCheck(check, run));
  run.counts.push(countTests(file));
  rmSync(folder, { recursive: true, force: true });
}

async function readyFor(project: Project, run: Run): Promise<boolean> {
  if (project === 'live') return readyForLive(run);
  if (project === 'unit') return true;
  return step('Postgres', run, async () => {
    say(await readyPostgres({ signal: run.signal, say }));
  });
}

async function runLab(run: Run): Promise<void> {
  const lab = labCheck(run.choice.isNightly);
  if (await readyForLive(run)) await step(lab.title, run, () => runCheck(lab, run));
}

/** The live tests and the lab need a LiveKit server, a browser, a telephone line and the page. */
async function readyForLive(run: Run): Promise<boolean> {
  const { signal, root } = run;
  const server = await step('LiveKit server', run, async () => {
    say((await readyLivekit({ signal, say })).path);
  });
  const browser = await step('Chromium', run, async () => {
    say(await readyChromium({ signal, say }));
  });
  const redis = await step('Redis', run, async () => {
    say(await readyRedis({ signal, say }));
  });
  const line = await step(LINE.title, run, () => runCheck(LINE, run));
  if (!server || !browser || !redis || !line) return false;
  const build = CHECKS.web[0];
  if (!build || !webIsStale(root)) return true;
  return step(build.title, run, () => runCheck(build, run));
}

/** One line below the step that is under way. */
function say(line: string): void {
  console.log(`  ${line}`);
}

/** Runs one named step and says how it went and how long it took. */
async function step(title: string, run: Run, work: () => Promise<void>): Promise<boolean> {
  if (run.signal.aborted) return false;
  console.log(`❯ ${title}`);
  const since = performance.now();
  const took = (): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
  try {
    await work();
    console.log(`✔ ${title} (${took()})\n`);
    return true;
  } catch (fault) {
    console.log(
      `✖ ${title} (${took()}): ${fault instanceof Error ? fault.message : String(fault)}`,
    );
    if (fault instanceof StepFailure) console.log(`  Next: ${fault.next}`);
    console.log('');
    run.failed.push(title);
    return false;
  }
}

/** Runs a program of node_modules with our own output. Throws when it fails. */
function runCheck({ script, args, env }: Check, { root, signal }: Run): Promise<void> {
  const child = spawn(process.execPath, [join(root, script), ...args], {
    cwd: root,
    env: { ...env, ...inherited() },
    stdio: 'inherit',
  });
  let force: NodeJS.Timeout | undefined;
  const stop = (): void => {
    child.kill('SIGTERM');
    force = setTimeout(() => child.kill('SIGKILL'), FORCE_AFTER_MS);
  };
  signal.addEventListener('abort', stop, { once: true });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, killed) => {
      signal.removeEventListener('abort', stop);
      clearTimeout(force);
      if (code === 0) resolve();
      else reject(new Error(killed ? `ended by ${killed}` : `ended with code ${code ?? 1}`));
    });
  });
}

function report({ failed, counts, signal, choice }: Run): number {
  const { passed, failed: broken, skipped, failures } = addCounts(counts);
  for (const failure of failures) console.log(`✖ ${failure}`);
  if (signal.aborted) console.log('Stopped before the end.');
  const none = choice.filters.length > 0 && passed + broken + skipped === 0;
  if (none) console.log(`No test is in a file whose name has ${choice.filters.join(' or ')}.`);
  if (failed.length > 0) console.log(`Failed: ${failed.join(', ')}`);
  if (skipped > 0) console.log(`Skipped tests: ${skipped}`);
  if (isQuick(choice)) console.log(`Not run: nightly tests (npm test -- ${NIGHTLY})`);
  console.log(`${passed} passed, ${broken} failed`);
  return failed.length > 0 || broken > 0 || none || signal.aborted ? 1 : 0;
}
