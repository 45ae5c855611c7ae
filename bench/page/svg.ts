/** Text that is safe inside HTML and SVG. */
export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** A number as a reader wants it: no more digits than it deserves. */
export function show(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en');
  if (Math.abs(value) >= 100) return String(Math.round(value));
  return String(Number(value.toPrecision(3)));
}

type Attributes = Readonly<Record<string, string | number>>;

export function element(name: string, attributes: Attributes, inside = ''): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${toText(value)}"`);
  return `<${name}${list.join('')}>${inside}</${name}>`;
}

function toText(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : escape(value);
}

export function text(x: number, y: number, words: string, attributes: Attributes = {}): string {
  return element('text', { x, y, ...attributes }, escape(words));
}

export function line(x1: number, y1: number, x2: number, y2: number, kind: string): string {
  return element('line', { x1, y1, x2, y2, class: kind });
}

export function picture(width: number, height: number, title: string, inside: string): string {
  const attributes = { viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': title };
  return element('svg', attributes, inside);
}

/** Round marks of a scale from zero, about so many. */
export function marks(most: number, about: number): number[] {
  const rough = most / about;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((times) => times * power).find((one) => one >= rough) ?? rough;
  return Array.from({ length: Math.floor(most / step + 1e-9) + 1 }, (_, n) => n * step);
}
