import { isMap, isNode, LineCounter, parseDocument, type Document } from 'yaml';

/** A character file taken apart: the YAML between the two `---` lines, and the prompt below. */
export interface FrontMatter {
  value: unknown;
  prompt: string;
  /** Line of the file on which the prompt begins. */
  promptLine: number;
  faults: { line: number; expected: string }[];
  /** Line of the file where a path stands, or of the nearest thing above it that is there. */
  lineOf: (path: readonly PropertyKey[]) => number;
}

const FENCED = /^---[ \t]*\n([\s\S]*?)^---[ \t]*(?:\n|$)/m;

/** Undefined: the text does not begin with front matter between `---` lines. */
export function splitFrontMatter(source: string): FrontMatter | undefined {
  const text = source.replace(/^\ufeff/, '').replaceAll('\r\n', '\n');
  const fenced = FENCED.exec(text);
  if (fenced?.index !== 0) return undefined;
  const yaml = fenced[1] ?? '';
  const counter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter: counter });
  // The opening fence is line 1 of the file.
  const line = (offset: number) => counter.linePos(offset).line + 1;
  const below = text.slice(fenced[0].length);
  const prompt = below.trim();
  const skipped = below.slice(0, below.indexOf(prompt));
  return {
    value: document.errors.length > 0 ? undefined : (document.toJS() as unknown),
    prompt,
    promptLine: lines(fenced[0]) + lines(skipped) + 1,
    faults: document.errors.map((error) => ({
      line: line(error.pos[0]),
      expected: `well-formed YAML (${firstLine(error.message)})`,
    })),
    lineOf: (path) => line(offsetOf(document, path)),
  };
}

function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (isMap(parent)) {
    const pair = parent.items.find((item) => String(item.key) === String(path.at(-1)));
    if (isNode(pair?.key) && pair.key.range) return pair.key.range[0];
  }
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isNode(node) && node.range) return node.range[0];
  return path.length === 0 ? 0 : offsetOf(document, path.slice(0, -1));
}

function lines(text: string): number {
  return text.split('\n').length - 1;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.replace(/:$/, '') ?? text;
}
