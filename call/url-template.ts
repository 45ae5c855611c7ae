import { Liquid, Output } from 'liquidjs';

// Every value is encoded once, whether or not its template says so; and a tag could bring in text
// that is no value, so there are none.
const liquid = new Liquid({ templates: {}, ownPropertyOnly: true, strictFilters: true });
for (const filter of ['url_encode', 'cgi_escape', 'uri_escape'])
  liquid.registerFilter(filter, (value: unknown) => value);
for (const tag of Object.keys(liquid.tags)) Reflect.deleteProperty(liquid.tags, tag);

/**
 * The URL of a template, each value percent-encoded. Null where a value would have led elsewhere:
 * to another origin, out of its path segment (`..`), or to a whole collection because it is empty.
 */
export function renderUrl(text: string, scope: Record<string, unknown>): string | null {
  const filled = fill(text, (value) => encodeURIComponent(value), scope);
  const plain = fill(text, () => PLAIN, scope);
  if (!URL.canParse(filled) || !URL.canParse(plain)) return null;
  return hasShapeOf(new URL(filled), new URL(plain)) ? new URL(filled).href : null;
}

/** What is wrong with the template of a URL; null when nothing is. */
export function urlTemplateFault(text: string): string | null {
  try {
    const plain = fill(text, () => PLAIN, {});
    return URL.canParse(plain) ? null : 'not a URL';
  } catch (fault) {
    const said = fault instanceof Error ? fault.message : String(fault);
    return said.replace(/, line:\d+.*$/s, '');
  }
}

/** Stands where a value will stand. */
const PLAIN = 'x';

function fill(
  text: string,
  encode: (value: string) => string,
  scope: Record<string, unknown>,
): string {
  const parts = liquid.parse(text).map((part) => {
    const rendered = String(liquid.renderSync([part], scope));
    return part instanceof Output ? encode(rendered.trim()) : rendered;
  });
  return parts.join('');
}

function hasShapeOf(url: URL, plain: URL): boolean {
  if (url.origin !== plain.origin || url.username || url.password) return false;
  const segments = url.pathname.split('/');
  const expected = plain.pathname.split('/');
  return (
    segments.length === expected.length &&
    segments.every((segment, at) => (segment === '') === (expected[at] === ''))
  );
}
