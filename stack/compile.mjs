// Plain Node: what runs is compiled first, and runs without a loader for TypeScript. A loader does its
// work again in each process: a job took twice the processor to start with one, and half as much
// memory again.
import { createHash, randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(import.meta.dirname);
/** What the worker, the backend and the gateway are made of. */
const PROGRAM = ['protocol', 'call', 'tools', 'agent', 'speech', 'backend', 'gateway', 'config'];
const OUTPUT = 'dist';
const MADE_BY = '.made-by';

/**
 * Brings `dist/` up to date with the sources: each `x/y.ts` is `dist/x/y.js`, with its types taken
 * out where they stood, so that a stack trace names the source's own lines. A source that is
 * unchanged since is not read, an output without a source is removed, and programs that run from
 * `dist/` at that moment never see half a file. Rejects with the file's name where one has a
 * mistake in it.
 */
export async function compile({ root = ROOT, folders: named = PROGRAM } = {}) {
  const maker = makerOf();
  const sources = named.flatMap((folder) => filesIn(root, folder, '.ts'));
  // A deployment that brings `dist/` alone keeps it.
  const folders = named.filter((folder) => sources.some((one) => one.startsWith(folder + sep)));
  const stale = folders.filter((folder) => !isMadeBy(maker, root, folder));
  removeLeft(root, folders, sources);
  const wanted = sources.filter(
    (source) => isChanged(root, source) || stale.some((folder) => source.startsWith(folder + sep)),
  );
  if (wanted.length > 0) {
    const strip = await stripper();
    for (const source of wanted) write(root, source, strip);
  }
  for (const folder of stale) writeFileSync(join(root, OUTPUT, folder, MADE_BY), maker);
}

/** A new compiler makes everything anew. */
function makerOf() {
  const own = readFileSync(fileURLToPath(import.meta.url));
  const lock = join(ROOT, 'package-lock.json');
  const packages = existsSync(lock) ? readFileSync(lock) : '';
  return createHash('sha256').update(own).update(packages).digest('hex');
}

function isMadeBy(maker, root, folder) {
  const file = join(root, OUTPUT, folder, MADE_BY);
  return existsSync(file) && readFileSync(file, 'utf8') === maker;
}

function removeLeft(root, folders, sources) {
  const wanted = new Set(sources.map(outputOf));
  const outputs = folders.flatMap((folder) => filesIn(root, join(OUTPUT, folder), '.js'));
  for (const output of outputs)
    if (!wanted.has(output)) rmSync(join(root, output), { force: true });
}

const outputOf = (source) => join(OUTPUT, source.replace(/\.ts$/, '.js'));

/** A file system may keep less than a number can hold. */
const millisecond = ({ mtimeMs }) => Math.floor(mtimeMs);

/** By the very time of the source, which its output takes over: newer alone would miss a checkout. */
function isChanged(root, source) {
  const made = statSync(join(root, outputOf(source)), { throwIfNoEntry: false });
  return !made || Math.round(made.mtimeMs) !== millisecond(statSync(join(root, source)));
}

function filesIn(root, folder, extension) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true })
    .filter((name) => extname(name) === extension && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

function write(root, source, strip) {
  const file = join(root, source);
  const output = join(root, outputOf(source));
  const time_s = millisecond(statSync(file)) / 1000;
  const half = `${output}.${randomUUID()}`;
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(half, strip(readFileSync(file, 'utf8'), source));
  utimesSync(half, time_s, time_s);
  renameSync(half, output);
}

/** Only where something is to be compiled: a program that is up to date starts without it. */
async function stripper() {
  const [{ default: swc }, lexer] = await Promise.all([
    import('@swc/wasm-typescript'),
    import('es-module-lexer'),
  ]);
  await lexer.init;
  return (text, source) => {
    try {
      const { code } = swc.transformSync(text, { mode: 'strip-only', module: true });
      return namingOutputs(code, lexer.parse(code)[0]);
    } catch (fault) {
      throw new Error(`${source} cannot be compiled: ${messageOf(fault)}`, { cause: fault });
    }
  };
}

const messageOf = (fault) => (fault instanceof Error ? fault.message : (fault?.message ?? fault));

/** Imports of `./x.ts` become imports of `./x.js`; both are as long, so that nothing moves. */
function namingOutputs(code, imports) {
  const parts = [];
  let at = 0;
  for (const { specifier, end } of imports) {
    if (!specifier?.startsWith('.') || !specifier.endsWith('.ts')) continue;
    const from = code.lastIndexOf('.ts', end);
    parts.push(code.slice(at, from), '.js');
    at = from + '.ts'.length;
  }
  return parts.join('') + code.slice(at);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await compile();
