import { Liquid } from 'liquidjs';

/** `templates: {}` matters: without it `{% include %}` reads files. */
const engine = new Liquid({ templates: {}, ownPropertyOnly: true, strictFilters: true });

/** Renders `{{ variables }}` in a prompt, greeting or message. Unknown ones are empty. */
export function renderTemplate(text: string, scope: Record<string, unknown>): string {
  return String(engine.parseAndRenderSync(text, scope))
    .replace(/[ \t]+/g, ' ')
    .trim();
}

/** What is wrong with a template's syntax; null when nothing is. */
export function templateFault(text: string): string | null {
  try {
    engine.parse(text);
    return null;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}
