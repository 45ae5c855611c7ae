import { LineCounter, parseDocument, type Document } from 'yaml';
import { isShallow } from '../../protocol/depth.ts';
import { placeAt, placeIn, type Place } from '../yaml-places.ts';

/** A character file taken apart: the YAML between the two `---` lines, and the prompt below. */
export interface FrontMatter {
  value: unknown;
  prompt: string;
  /** Line of the file on which the prompt begins. */
  promptLine: number;
  faults: (Place & { expected: string })[];
  /** Where a path stands in the file, or the nearest thing above it that is there. */
  placeOf: (path: readonly PropertyKey[]) => Place;
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
  const belowFence = ({ line, column }: Place) => ({ line: line + 1, column });
  const below = text.slice(fenced[0].length);
  const prompt = below.trim();
  const skipped = below.slice(0, below.indexOf(prompt));
  const read = document.errors.length > 0 ? undefined : valueIn(document);
  return {
    value: read?.value,
    prompt,
    promptLine: lines(fenced[0]) + lines(skipped) + 1,
    faults: [
      ...document.errors.map((error) => ({
        ...belowFence(placeAt(counter, error.pos[0])),
        expected: `well-formed YAML (${firstLine(error.message)})`,
      })),
      ...(read?.said ? [{ ...belowFence({ line: 1, column: 1 }), expected: read.said }] : []),
    ],
    placeOf: (path) => belowFence(placeIn(document, counter, path)),
  };
}

/** Hazard: aliases of aliases make a document of any size, and what is nested without end breaks its checks. */
function valueIn(document: Document): { value?: unknown; said?: string } {
  try {
    const value: unknown = document.toJS();
    return isShallow(value) ? { value } : { said: 'YAML that is not nested so deep' };
  } catch (fault) {
    return { said: `YAML of a usual size (${firstLine(String(fault))})` };
  }
}

function lines(text: string): number {
  return text.split('\n').length - 1;
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.replace(/:$/, '') ?? text;
}
