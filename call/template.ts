import { Liquid, Output } from 'liquidjs';
import type { Scalar } from '../protocol/context.ts';

// `templates: {}` keeps include and its kin away from the disk; a character has no use for them.
// A loop without end would stop every call of its process; a text that never ends is no sentence.
const LIMITS = { parseLimit: 1_000_000, renderLimit: 2000, memoryLimit: 10_000_000 };
const liquid = new Liquid({
  ...{ templates: {}, ownPropertyOnly: true, strictFilters: true },
  ...LIMITS,
});
for (const tag of ['include', 'render', 'layout', 'block'])
  Reflect.deleteProperty(liquid.tags, tag);

/** Renders `{{ variables }}` in a text of any length; unknown ones are empty. Throws on bad syntax. */
export function renderText(text: string, scope: Record<string, unknown>): string {
  return String(liquid.parseAndRenderSync(text, scope)).trim();
}

/** The same for a sentence to be spoken: no gap is left where a variable was empty. */
export function renderSentence(text: string, scope: Record<string, unknown>): string {
  return renderText(text, scope).replace(/[ \t]+/g, ' ');
}

/** The same for a value: a text that is one `{{ output }}` keeps a number or a boolean as it is. */
export function renderScalar(text: string, scope: Record<string, unknown>): Scalar {
  const [only, ...others] = liquid.parse(text);
  if (only instanceof Output && others.length === 0) {
    const value: unknown = liquid.evalValueSync(only.token.content, scope);
    if (typeof value === 'number' || typeof value === 'boolean') return value;
  }
  return renderText(text, scope);
}

/** What is wrong with a template and on which of its lines, from 1 on; null when nothing is. */
export function templateFault(text: string): { line: number; said: string } | null {
  try {
    liquid.renderSync(liquid.parse(text), {});
    return null;
  } catch (fault) {
    const message = fault instanceof Error ? fault.message : String(fault);
    // What goes wrong without a variable may go well with it; what never ends, never does.
    const rendering = fault instanceof Error && fault.name === 'RenderError';
    if (rendering && !/limit exceeded/.test(message)) return null;
    const line = Number(/line:(\d+)/.exec(message)?.[1] ?? 1);
    return { line, said: message.replace(/, line:\d+.*$/s, '') };
  }
}
