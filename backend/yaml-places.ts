import { isMap, isNode, type Document, type LineCounter } from 'yaml';

export interface Place {
  line: number;
  column: number;
}

/** Where a path stands in a YAML text, or the nearest thing above it that is there. */
export function placeIn(
  document: Document,
  counter: LineCounter,
  path: readonly PropertyKey[],
): Place {
  return placeAt(counter, offsetOf(document, path));
}

export function placeAt(counter: LineCounter, offset: number): Place {
  const { line, col } = counter.linePos(offset);
  return { line, column: col };
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
